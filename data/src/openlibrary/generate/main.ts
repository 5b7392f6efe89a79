import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgressBar, createProgressLines } from '../../progress/progress.ts';
import { GzipOutput } from '../gzip-output.ts';
import { createThreadPool, TaskQueue } from '../threads/thread-pool.ts';
import { generateDump } from './generate-dump.ts';

const USAGE = `Grows a dump in the format of Open Library, with every kind of mess in known numbers.

  npm run data:openlibrary:generate -- --works N --out DIR [--seed N]

  --works N     ordinary and messy works; there are some more editions, and a third as many authors
  --out DIR     where works.txt.gz, authors.txt.gz, editions.txt.gz, ratings.txt.gz and planted.json are written;
                planted.json holds what the report of a right conversion says
  --seed N      another seed gives another dump; 1 if not given
`;

const { values } = parseArgs({
  options: {
    works: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else if (
  values.out === undefined ||
  !/^[1-9]\d{0,7}$/.test(values.works ?? '') ||
  !/^\d{1,9}$/.test(values.seed)
) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await run(values.out, Number(values.works), Number(values.seed));
}

async function run(out: string, works: number, seed: number): Promise<void> {
  mkdirSync(out, { recursive: true });
  const now = () => new Date();
  const progress = process.stderr.isTTY
    ? createProgressBar(process.stderr, now)
    : createProgressLines((text) => process.stderr.write(text), now);
  const pool = createThreadPool(availableParallelism());
  const queue = new TaskQueue(pool, { flush: false });
  const open = (name: string) => new GzipOutput(join(out, `${name}.txt.gz`), queue);
  const outputs = {
    works: open('works'),
    authors: open('authors'),
    editions: open('editions'),
    ratings: open('ratings'),
  };
  const rows: Record<keyof typeof outputs, string[]> = {
    works: [],
    authors: [],
    editions: [],
    ratings: [],
  };
  const planted = await generateDump({
    works,
    seed,
    write: (dump, row) => void rows[dump].push(row),
    onRows: async (done) => {
      for (const dump of ['works', 'authors', 'editions', 'ratings'] as const) {
        await outputs[dump].appendText(rows[dump].join(''));
        rows[dump] = [];
      }
      progress.show({ phase: 'works', rows: done, fractionDone: done / works });
    },
  });
  for (const output of Object.values(outputs)) await output.close();
  progress.stop();
  await pool.close();
  writeFileSync(join(out, 'planted.json'), `${JSON.stringify(planted, undefined, 2)}\n`);
}
