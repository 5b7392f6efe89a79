import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Planted } from '../generate/generate-dump.ts';
import { compareCounts } from './compare-counts.ts';

const USAGE = `Compares the report of a conversion with what was planted in a grown dump.

  npm run data:openlibrary:check -- --planted FILE --report FILE

  --planted FILE  planted.json of npm run data:openlibrary:generate
  --report FILE   report.json of npm run data:openlibrary

Exit code: 0 when every count is the planted one, 1 when not, 2 for wrong arguments.
`;

const { values } = parseArgs({
  options: {
    planted: { type: 'string' },
    report: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** The counts that both files have. */
function readCounts(path: string): Planted {
  // Written by our own commands; a file of another kind shows as differences.
  const { rows, findings, output } = JSON.parse(readFileSync(path, 'utf8')) as Planted;
  return { rows, findings, output };
}

if (values.help) {
  process.stdout.write(USAGE);
} else if (values.planted === undefined || values.report === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const differences = compareCounts(readCounts(values.planted), readCounts(values.report));
  for (const { name, expected, found } of differences) {
    process.stderr.write(
      `${name}: planted ${JSON.stringify(expected)}, found ${JSON.stringify(found)}\n`,
    );
  }
  if (differences.length > 0) process.exitCode = 1;
  else process.stdout.write('Every count is the planted one.\n');
}
