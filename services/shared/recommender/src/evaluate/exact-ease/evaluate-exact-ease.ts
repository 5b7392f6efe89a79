import type { Tried } from '../../coordinate-ascent.ts';
import { createPopularity, ratedBooks } from '../../popularity.ts';
import {
  measureLists,
  type EvaluationSets,
  type Measured,
  type MeasuringOptions,
} from '../measure-lists.ts';
import type { Progress } from '../progress.ts';
import { computeExactEase, EXACT_EASE, makeRoom, type ExactEaseParameters } from './exact-ease.ts';
import { createExactEaseLister } from './exact-ease-ranking.ts';
import { DEFAULT_LAMBDAS, tuneExactEase } from './tune-exact-ease.ts';

export type ExactEaseRun = MeasuringOptions & {
  /** What is given is not tuned. */
  readonly exactEase?: Partial<ExactEaseParameters> | undefined;
  /** False: with the default for what is not given. */
  readonly isTuned: boolean;
  readonly threadCount: number;
};

export type ExactEaseReport = Measured & {
  readonly algorithm: typeof EXACT_EASE;
  readonly build_seconds: number;
  readonly tune_seconds: number;
  readonly parameters: ExactEaseParameters;
  /** What was tried, with recall@20 + NDCG@20 of validation readers, 0 to 2; empty where nothing was tuned. */
  readonly validation: readonly Tried<ExactEaseParameters>[];
};

/** Tunes, inverts and measures. */
export async function evaluateExactEase(
  sets: EvaluationSets,
  run: ExactEaseRun,
  progress: Progress,
): Promise<ExactEaseReport> {
  const { train } = sets;
  const room = makeRoom(train);
  const tuneStart = performance.now();
  const { lambda, weights } = run.exactEase ?? {};
  const isTuned = run.isTuned && lambda === undefined;
  const validation = isTuned
    ? await tuneExactEase(train, room, {
        ...run,
        weights,
        validation: sets.validation,
        onProgress: (step, done, total) => progress.show(step, done, total),
      })
    : [];
  const parameters = validation[0]?.parameters ?? parametersOf(weights, lambda);
  const buildStart = performance.now();
  const model = await computeExactEase(train, room, parameters, {
    threadCount: run.threadCount,
    onProgress: (done, total) => progress.show('invert', done, total),
  });
  const popularity = createPopularity({ books: ratedBooks(train), version: 'evaluation' });
  const lister = createExactEaseLister(train, model, popularity);
  const buildEnd = performance.now();
  return {
    algorithm: EXACT_EASE,
    ...measureLists(sets, lister, run, progress),
    build_seconds: (buildEnd - buildStart) / 1000,
    tune_seconds: (buildStart - tuneStart) / 1000,
    parameters,
    validation,
  };
}

function parametersOf(
  weights: ExactEaseParameters['weights'] = 'stars',
  lambda: number = DEFAULT_LAMBDAS[weights],
): ExactEaseParameters {
  return { weights, lambda };
}
