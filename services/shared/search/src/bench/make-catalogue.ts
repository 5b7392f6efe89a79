import { parseArgs } from 'node:util';
import { writeMeasuredCatalogue } from './measured-catalogue.ts';
import { realBooks } from './real-books.ts';

const HELP = `Writes a catalogue to measure search with, and queries with known answers for it.

  node services/shared/search/src/bench/make-catalogue.ts --data DIR --out DIR
       [--books N] [--per-kind N] [--seed N]

  --data DIR    goodbooks-10k/ and gutenberg-catalogue/ as they were published, packed with gzip
  --out DIR     where catalogue.jsonl and queries.jsonl are written
  --books N     books in all; beyond the real ones they are made up. All real ones when left out
  --per-kind N  queries of each kind, 1000 when left out
  --seed N      for everything that is drawn, 1 when left out`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      books: { type: 'string' },
      'per-kind': { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (values.data === undefined || values.out === undefined) {
    throw new Error('--data and --out are needed; --help says more');
  }
  const seed = Number(values.seed);
  const real = realBooks(values.data, seed);
  const count = values.books === undefined ? real.length : Number(values.books);
  process.stderr.write(`${real.length} real books, ${count} wanted\n`);
  await writeMeasuredCatalogue(values.out, real, count, Number(values['per-kind']), seed);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
