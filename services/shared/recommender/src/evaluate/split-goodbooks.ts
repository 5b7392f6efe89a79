import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRatings } from './read-ratings.ts';
import { splitRatings, type ScoredPair } from './split.ts';

const HELP = `Splits the ratings of goodbooks-10k into a training and a test file for "npm run evaluate".

  node services/shared/recommender/src/evaluate/split-goodbooks.ts --ratings ratings.csv.gz --out DIR [--seed 1]

Of readers with 5 and more different books a fifth, rounded down, is held out. DIR/train.csv keeps all scores,
DIR/test.csv those of 4 and 5. The same seed gives the same files.
`;

const { values: args } = parseArgs({
  options: {
    ratings: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (args.help || args.ratings === undefined || args.out === undefined) {
  process.stdout.write(HELP);
  process.exitCode = args.help ? 0 : 2;
} else {
  const pairs: ScoredPair[] = [];
  await readRatings(args.ratings, { format: 'csv' }, (userId, bookId, stars) => {
    pairs.push({ userId, bookId, stars });
  });
  const split = splitRatings(pairs, Number(args.seed));
  await mkdir(args.out, { recursive: true });
  for (const name of ['train', 'test'] as const) {
    const lines = split[name].map(({ userId, bookId, stars }) => `${userId},${bookId},${stars}`);
    await writeFile(join(args.out, `${name}.csv`), `${lines.join('\n')}\n`);
  }
}
