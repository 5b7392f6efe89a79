import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createRatingMatrixBuilder } from '../build-rating-matrix.ts';
import { ALGORITHMS, type Algorithm } from '../choice.ts';
import type { RatingMatrix } from '../rating-matrix.ts';
import { madeSets, setsOfFiles, type Compared } from './compared-sets.ts';
import { createProgress } from './progress.ts';
import { bookIdOf } from './rating-lines.ts';
import { evaluateMatrices, type EvaluationReport } from './run-evaluation.ts';
import type { ScoredPair } from './split.ts';

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
