import { findBook } from '../book-table.ts';
import { createChosenRecommender, DEFAULT_CHOICE, type Algorithm, type Choice } from '../choice.ts';
import { trainItemRidge } from '../item-ridge-training.ts';
import { createPopularity, ratedBooks } from '../popularity.ts';
import type { Holdout } from '../holdout.ts';
import { createRandom } from '../random.ts';
import { bookCount, ratingCount, userCount, type RatingMatrix } from '../rating-matrix.ts';
import { tune, type Tuning } from '../tune.ts';
import { evaluateRecommender } from './evaluate-recommender.ts';
import type { Progress } from './progress.ts';
import type { RatingFormat } from './rating-lines.ts';
import { readRatingMatrix } from './read-ratings.ts';
import { matchTestReaders } from './test-readers.ts';

export type EvaluationRun = {
  readonly trainPath: string;
  readonly testPath: string;
  /** Held-out ratings to tune by; without it a part of train is held out. */
  readonly validPath?: string | undefined;
  readonly format: RatingFormat;
  /** Instead of the one that validation chooses. */
  readonly algorithm?: Algorithm | undefined;
  /** False: with the default parameters. */
  readonly isTuned: boolean;
  readonly k: number;
  /** As if only so many training ratings of each test reader were known; all where nothing is said. */
  readonly known?: number | undefined;
  readonly seed: number;
  readonly threadCount: number;
};

/** As printed by the command, hence the spelling. */
export type EvaluationReport = {
  readonly algorithm: Algorithm;
  readonly users: number;
  readonly items: number;
  readonly train: number;
  readonly test: number;
  readonly recall: number;
  readonly ndcg: number;
  readonly k: number;
  readonly coverage: number;
  readonly build_seconds: number;
  readonly tune_seconds: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly peak_rss_mb: number;
  readonly parameters: Choice;
  readonly validation?: Tuning['validation'] | undefined;
};

/**
 * Reads, tunes, builds and measures, as a night's refresh would from the training file alone.
 *
 * @throws Error that names the file and, where one is faulty, the line
 */
export async function runEvaluation(
  run: EvaluationRun,
  progress: Progress,
): Promise<EvaluationReport> {
  const read = async (path: string) => {
    const matrix = await readRatingMatrix(path, {
      format: run.format,
      onProgress: (done, total) => progress.show(`read ${path}`, done, total),
    });
    if (ratingCount(matrix) === 0) throw new Error(`${path} holds no ratings`);
    return matrix;
  };
  const train = await read(run.trainPath);
  const test = await read(run.testPath);
  const validation =
    run.validPath === undefined
      ? undefined
      : { train, readers: matchTestReaders(train, await read(run.validPath)) };
  return evaluateMatrices({ train, test, validation }, run, progress);
}

export type EvaluationSets = {
  readonly train: RatingMatrix;
  readonly test: RatingMatrix;
  /** To tune by; without it a part of train is held out. */
  readonly validation?: Holdout | undefined;
};

/** Tunes, builds and measures. */
export async function evaluateMatrices(
  { train, test, validation }: EvaluationSets,
  run: Omit<EvaluationRun, 'trainPath' | 'testPath' | 'validPath' | 'format'>,
  progress: Progress,
): Promise<EvaluationReport> {
  const readers = matchTestReaders(train, test);
  const tuneStart = performance.now();
  const tuning = run.isTuned
    ? await tune(train, {
        seed: run.seed,
        threadCount: run.threadCount,
        algorithm: run.algorithm,
        validation,
        onProgress: (step, done, total) => progress.show(`tune ${step}`, done, total),
      })
    : undefined;
  const choice =
    tuning?.choice ??
    (run.algorithm === undefined
      ? DEFAULT_CHOICE
      : { ...DEFAULT_CHOICE, algorithm: run.algorithm, longProfileLength: 1 });

  const buildStart = performance.now();
  const isRidge = choice.algorithm === 'item-ridge' || choice.algorithm === 'blend';
  const model = isRidge
    ? await trainItemRidge(train, choice.itemRidge, {
        threadCount: run.threadCount,
        onProgress: (done, total) => progress.show('train', done, total),
      })
    : undefined;
  const version = 'evaluation';
  const recommender = createChosenRecommender({
    choice,
    matrix: train,
    model,
    popularity: createPopularity({ books: ratedBooks(train), version }),
    version,
    findRow: Number,
    // Files of ratings do not say which are the newest, and published figures count all.
    maxProfileLength: Infinity,
  });
  const buildEnd = performance.now();

  const evaluation = evaluateRecommender(train, readers, recommender, {
    limit: run.k,
    known:
      run.known === undefined ? undefined : { count: run.known, random: createRandom(run.seed) },
    now: () => performance.now(),
    onProgress: (done, total) => progress.show('evaluate', done, total),
  });
  progress.stop();
  return {
    algorithm: choice.algorithm,
    users: userCount(train),
    items:
      bookCount(train) + test.books.ids.filter((id) => findBook(train.books, id) === -1).length,
    train: ratingCount(train),
    test: ratingCount(test),
    recall: evaluation.recall,
    ndcg: evaluation.ndcg,
    k: run.k,
    coverage: evaluation.coverage,
    build_seconds: (buildEnd - buildStart) / 1000,
    tune_seconds: (buildStart - tuneStart) / 1000,
    p50_ms: evaluation.p50Ms,
    p99_ms: evaluation.p99Ms,
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
    parameters: choice,
    validation: tuning?.validation,
  };
}
