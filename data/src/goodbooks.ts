import { parseArgs } from 'node:util';
import { DomainError } from '@books/domain/errors';
import { convertGoodbooks } from './goodbooks/convert.ts';
import { findDifferences, outputFiles, writeOutput } from './goodbooks/output.ts';
import { formatReport } from './goodbooks/report.ts';

const USAGE = `Turns goodbooks-10k into the catalogue's own formats.

  npm run data:goodbooks -- --in DIR --out DIR [--check]

  --in DIR    the folder with books.csv.gz, ratings.csv.gz, book_tags.csv.gz and tags.csv.gz
  --out DIR   where books.jsonl.gz, ratings.csv.gz and report.json are written
  --check     write nothing; exit 1 when the files in --out have another content
`;

const { values } = parseArgs({
  options: {
    in: { type: 'string' },
    out: { type: 'string' },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else if (values.in === undefined || values.out === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  try {
    await run(values.in, values.out, values.check);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function run(source: string, target: string, isCheck: boolean): Promise<void> {
  const conversion = await convertGoodbooks(source);
  const files = outputFiles(conversion);
  if (!isCheck) {
    await writeOutput(target, files);
    process.stdout.write(formatReport(conversion.report));
    return;
  }
  const differences = await findDifferences(target, files);
  for (const difference of differences) process.stderr.write(`${difference}\n`);
  if (differences.length > 0) process.exitCode = 1;
  else process.stdout.write(`${target} holds what ${source} gives\n`);
}
