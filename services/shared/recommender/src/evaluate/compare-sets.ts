import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRatingMatrixBuilder } from '../build-rating-matrix.ts';
import { ALGORITHMS, type Algorithm } from '../choice.ts';
import { createRandom, shuffle } from '../random.ts';
import type { RatingMatrix } from '../rating-matrix.ts';
import { makeSet, type MadeSet } from './made-sets.ts';
import { createProgress } from './progress.ts';
import { bookIdOf } from './rating-lines.ts';
import { readRatings } from './read-ratings.ts';
import { evaluateMatrices, type EvaluationReport } from './run-evaluation.ts';
import { splitRatings, type ScoredPair, type Split } from './split.ts';

const HELP = `Holds what validation chooses against each single algorithm, on sets that have little in common.

  npm run evaluate:sets -- [--set NAME] [--data DIR] [--seeds N] [--threads N]

  --set NAME    only sets whose name holds this
  --data DIR    folder with goodbooks-10k and book-crossing-raw-slice, for the sets that come from them
  --seeds N     splits of each set (default 2); a set is made anew with each
  --threads N   worker threads (default: one a core)

Prints recall@20 + NDCG@20 of each, and how far the choice is from the best single algorithm.
`;

const { values: args } = parseArgs({
  options: {
    set: { type: 'string', default: '' },
    data: { type: 'string' },
    seeds: { type: 'string', default: '2' },
    threads: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});

const PLAIN: MadeSet = {
  readers: 2000,
  books: 1000,
  medianLength: 20,
  lengthSpread: 0.7,
  kinds: 20,
  ownKindShare: 0.6,
  skew: 1.5,
};
const MADE_SETS: Readonly<Record<string, MadeSet>> = {
  'sparse, 2 or 3 ratings a reader': {
    ...PLAIN,
    readers: 20_000,
    books: 8000,
    medianLength: 2.5,
    kinds: 100,
  },
  'sparse, popular books only': {
    ...PLAIN,
    readers: 10_000,
    medianLength: 2.5,
    ownKindShare: 0.05,
  },
  'dense, a tenth of all pairs': { ...PLAIN, medianLength: 100, kinds: 10 },
  'without kinds': { ...PLAIN, ownKindShare: 0 },
  'without favourites': { ...PLAIN, skew: 0 },
  '100 books': { ...PLAIN, books: 100, medianLength: 8, kinds: 5 },
  'one score': { ...PLAIN, onlyStars: 5 },
  'one low score': { ...PLAIN, onlyStars: 2 },
  '12 readers': { ...PLAIN, readers: 12, books: 60, kinds: 3 },
  '60 readers': { ...PLAIN, readers: 60, books: 200, kinds: 4 },
  '300 readers': { ...PLAIN, readers: 300, books: 500, kinds: 8 },
};

type Compared = {
  readonly name: string;
  readonly split: (seed: number) => Promise<Split>;
};

const progress = createProgress();

if (args.help) process.stdout.write(HELP);
else await compareAll();

async function compareAll(): Promise<void> {
  const sets = [...madeSets(), ...(args.data === undefined ? [] : setsOfFiles(args.data))];
  print(`| set | ${ALGORITHMS.join(' | ')} | chosen | against the best | s |`);
  print(`| --- | ${ALGORITHMS.map(() => '---').join(' | ')} | --- | --- | --- |`);
  for (const set of sets.filter(({ name }) => name.includes(args.set))) await compare(set);
}

async function compare({ name, split }: Compared): Promise<void> {
  const seeds = Array.from({ length: Number(args.seeds) }, (_, n) => n + 1);
  const sums = new Map<Algorithm | undefined, number>();
  const choices: string[] = [];
  let seconds = 0;
  for (const seed of seeds) {
    const { train, test } = await split(seed);
    const sets = { train: matrixOf(train), test: matrixOf(test) };
    for (const algorithm of [...ALGORITHMS, undefined]) {
      const start = performance.now();
      const report = await evaluateMatrices(
        sets,
        { algorithm, isTuned: true, k: 20, seed, threadCount: Number(args.threads) },
        progress,
      );
      sums.set(algorithm, (sums.get(algorithm) ?? 0) + valueOf(report));
      if (algorithm === undefined) {
        choices.push(describeChoice(report));
        seconds += (performance.now() - start) / 1000;
      }
    }
  }
  const means = ALGORITHMS.map((algorithm) => sums.get(algorithm)! / seeds.length);
  const chosen = sums.get(undefined)! / seeds.length;
  const against = (chosen / Math.max(...means) - 1) * 100;
  const cells = [...means, chosen].map((value) => value.toFixed(4));
  const spent = (seconds / seeds.length).toFixed(1);
  print(
    `| ${name} | ${cells.join(' | ')} (${choices.join('; ')}) | ${against.toFixed(1)} % | ${spent} |`,
  );
}

function valueOf({ recall, ndcg }: EvaluationReport): number {
  return recall + ndcg;
}

function describeChoice({ algorithm, parameters }: EvaluationReport): string {
  return `${algorithm} from ${parameters.longProfileLength}`;
}

function madeSets(): Compared[] {
  return Object.entries(MADE_SETS).map(([name, set]) => ({
    name,
    split: (seed) => Promise.resolve(splitAnyReader(makeSet(set, seed), seed)),
  }));
}

function setsOfFiles(data: string): Compared[] {
  const goodbooks = join(data, 'goodbooks-10k');
  const bookCrossing = join(data, 'book-crossing-raw-slice', 'BX-Book-Ratings-slice.csv.gz');
  return [
    {
      name: 'Book-Crossing, a slice',
      split: async (seed) => splitAnyReader(await readPairs(bookCrossing), seed),
    },
    {
      name: 'to_read of goodbooks-10k',
      split: async (seed) =>
        splitAnyReader(await readPairs(join(goodbooks, 'to_read.csv.gz')), seed),
    },
    {
      name: 'goodbooks-10k, other seeds',
      split: async (seed) =>
        splitRatings(await readPairs(join(goodbooks, 'ratings.csv.gz')), 100 + seed),
    },
  ];
}

async function readPairs(path: string): Promise<ScoredPair[]> {
  const pairs: ScoredPair[] = [];
  await readRatings(path, { format: 'csv' }, (userId, bookId, value) => {
    pairs.push({ userId, bookId, stars: value });
  });
  const highest = pairs.reduce((high, { stars }) => Math.max(high, stars), 0);
  if (highest <= 5) return pairs;
  return pairs.map((pair) => ({ ...pair, stars: pair.stars === 0 ? 4 : pair.stars / 2 }));
}

/** A fifth of each reader's books is held out, one at least of readers of two; all are relevant. */
function splitAnyReader(pairs: readonly ScoredPair[], seed: number): Split {
  const random = createRandom(seed);
  const shelves = Map.groupBy(pairs, ({ userId }) => userId);
  const train: ScoredPair[] = [];
  const test: ScoredPair[] = [];
  for (const shelf of shelves.values()) {
    shuffle(shelf, random);
    const heldOut = shelf.length < 2 ? 0 : Math.max(1, Math.floor(shelf.length / 5));
    test.push(...shelf.slice(0, heldOut));
    train.push(...shelf.slice(heldOut));
  }
  return { train, test };
}

function matrixOf(pairs: readonly ScoredPair[]): RatingMatrix {
  const builder = createRatingMatrixBuilder();
  for (const { userId, bookId, stars } of pairs) {
    builder.add(userId, bookIdOf(bookId), Math.max(1, stars));
  }
  return builder.build();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
