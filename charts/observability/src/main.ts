// npm run dashboards: writes dashboards and alert rules into the chart; --check only says which are old.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

const CHART = join(import.meta.dirname, '..');

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not written yet
  }
}

const old = [...generatedFiles()].filter(([path, text]) => read(join(CHART, path)) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of old) process.stderr.write(`charts/observability/${path} is old\n`);
  if (old.length > 0) process.stderr.write('run npm run dashboards\n');
  process.exit(old.length > 0 ? 1 : 0);
}
for (const [path, text] of old) {
  mkdirSync(dirname(join(CHART, path)), { recursive: true });
  writeFileSync(join(CHART, path), text);
  process.stdout.write(`charts/observability/${path}\n`);
}
