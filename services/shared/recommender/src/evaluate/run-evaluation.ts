import { createChosenRecommender, DEFAULT_CHOICE, type Algorithm, type Choice } from '../choice.ts';
import { trainItemRidge } from '../item-ridge-training.ts';
import { createPopularity, ratedBooks } from '../popularity.ts';
import { ratingCount } from '../rating-matrix.ts';
import { tune, type Tuning } from '../tune.ts';
import {
  evaluateExactEase,
  type ExactEaseReport,
  type ExactEaseRun,
} from './exact-ease/evaluate-exact-ease.ts';
import { EXACT_EASE } from './exact-ease/exact-ease.ts';
import {
  measureLists,
  type EvaluationSets,
  type Measured,
  type MeasuringOptions,
} from './measure-lists.ts';
import type { Progress } from './progress.ts';
import type { RatingFormat } from './rating-lines.ts';
import { readRatingMatrix } from './read-ratings.ts';
import { matchTestReaders } from './test-readers.ts';

/** What of the product is measured. */
export type MatrixRun = MeasuringOptions & {
  /** Instead of the one that validation chooses. */
  readonly algorithm?: Algorithm | undefined;
  /** False: with the default parameters. */
  readonly isTuned: boolean;
  readonly threadCount: number;
};

export type EvaluationRun = Omit<MatrixRun, 'algorithm'> &
  ExactEaseRun & {
    readonly trainPath: string;
    readonly testPath: string;
    /** Held-out ratings to tune by; without it a part of train is held out. */
    readonly validPath?: string | undefined;
    readonly format: RatingFormat;
    readonly algorithm?: Algorithm | typeof EXACT_EASE | undefined;
  };

/** As printed by the command, hence the spelling. */
export type EvaluationReport = Measured & {
  readonly algorithm: Algorithm;
  readonly build_seconds: number;
  readonly tune_seconds: number;
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
): Promise<EvaluationReport | ExactEaseReport> {
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
  const sets = { train, test, validation };
  const { algorithm } = run;
  return algorithm === EXACT_EASE
    ? evaluateExactEase(sets, run, progress)
    : evaluateMatrices(sets, { ...run, algorithm }, progress);
}

/** Tunes, builds and measures. */
export async function evaluateMatrices(
  sets: EvaluationSets,
  run: MatrixRun,
  progress: Progress,
): Promise<EvaluationReport> {
  const { train, validation } = sets;
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

  return {
    algorithm: choice.algorithm,
    ...measureLists(sets, recommender, run, progress),
    build_seconds: (buildEnd - buildStart) / 1000,
    tune_seconds: (buildStart - tuneStart) / 1000,
    parameters: choice,
    validation: tuning?.validation,
  };
}
