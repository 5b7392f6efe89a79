import { chooseAlgorithm, type Tuned } from './choose-algorithm.ts';
import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import { ascend, type Grid } from './coordinate-ascent.ts';
import { hasOneScore, type Holdout } from './holdout.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import {
  startItemRidgeTraining,
  trainItemRidge,
  type TrainingOptions,
} from './item-ridge-training.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { mean } from './metrics.ts';
import { ratingCount, type RatingMatrix } from './rating-matrix.ts';
import { rankRows, rankRowsInTurn, rateRanking } from './row-ranking.ts';
import { rankShortProfiles } from './short-profiles.ts';
import { blendOf, tuneBlend } from './tune-blend.ts';
import { COSINE_GRID, itemRidgeGrid, SHORT_COSINE_GRID } from './tuning-grids.ts';
import { affordable, drawParts, partsOf, type TuningPart } from './tuning-parts.ts';
import { createUserCosineScorer, type UserCosineParameters } from './user-cosine.ts';

export type TuningOptions = Pick<TrainingOptions, 'threadCount' | 'threadUrl'> & {
  readonly seed: number;
  /** Settles the algorithm for profiles of any length but 0; parameters are tuned. */
  readonly algorithm?: Algorithm | undefined;
  /** Instead of holding out a part of the matrix. */
  readonly validation?: Holdout | undefined;
  readonly onProgress?: (step: string, done: number, total: number) => void;
};

export type Tuning = {
  readonly choice: Choice;
  /** Recall@20 + NDCG@20 of each algorithm on validation readers with long profiles, 0 to 2. */
  readonly validation: Readonly<Partial<Record<Algorithm, number>>>;
};

/** Readers whose answers by user cosine are tried for each setting, and steps that these may take. */
const COSINE_READERS = 2000;
const COSINE_STEPS = 200_000_000;
/** The more ratings, the longer a training takes and the less there is to choose. */
const RATINGS_TIMES_TRAININGS = 30_000_000;
const MIN_TRAININGS = 8;
const MAX_TRAININGS = 40;
/** Up to so many a training takes less time than starting threads for it. */
const FEW_RATINGS = 5000;

/**
 * Chooses algorithm and parameters for a set of ratings by validation on a part of them: the parameters first, and then, with
 * other ratings held out, the algorithm, since one with more parameters looks better than it is on what these were fitted
 * to. Same ratings, same seed, same choice.
 */
export async function tune(matrix: RatingMatrix, options: TuningOptions): Promise<Tuning> {
  const { validation, seed, algorithm } = options;
  const parts = validation ? partsOf([validation], seed) : drawParts(matrix, seed, 'tuning');
  const userCosine = await tuneUserCosine(COSINE_GRID, options, (parameters) =>
    meanOf(parts, (part) => {
      const scorer = createUserCosineScorer(part.train, parameters);
      const readers = part.everyone.slice(0, Math.ceil(COSINE_READERS / parts.length));
      return rateRanking(
        affordable(part.train, readers, COSINE_STEPS / parts.length),
        rankRowsInTurn(rankRows(part.train, scorer), part.popularity),
      );
    }),
  );
  const shortUserCosine = await tuneUserCosine(SHORT_COSINE_GRID, options, (parameters) =>
    meanOf(parts, ({ train, newcomers, popularity }) => {
      const scorer = createUserCosineScorer(train, parameters);
      const rank = rankRowsInTurn(rankShortProfiles(train, scorer, newcomers), popularity);
      return rateRanking(newcomers.readers, rank);
    }),
  );
  let tuned: Tuned = {
    userCosine,
    shortUserCosine,
    itemRidge: DEFAULT_CHOICE.itemRidge,
    userCosineWeight: DEFAULT_CHOICE.userCosineWeight,
  };
  const hasModel = algorithm !== 'popularity' && algorithm !== 'user-cosine';
  if (hasModel) tuned = { ...tuned, ...(await tuneModel(parts, userCosine, options)) };
  const judging = validation ? parts : drawParts(matrix, seed, 'choosing');
  const judged = [];
  for (const part of judging) {
    const model = hasModel
      ? await trainItemRidge(part.train, tuned.itemRidge, trainingOptions(part, options))
      : undefined;
    judged.push({ part, model });
  }
  return chooseAlgorithm(judged, tuned, algorithm);
}

/** Over the readers of all parts. */
function meanOf(
  parts: readonly TuningPart[],
  rate: (part: TuningPart, n: number) => Float64Array,
): number {
  return mean(Float64Array.from(parts.flatMap((part, n) => [...rate(part, n)])));
}

function trainingOptions(
  { train }: TuningPart,
  { threadCount, threadUrl }: TuningOptions,
): TrainingOptions {
  const isQuick = ratingCount(train) <= FEW_RATINGS;
  return { threadCount: isQuick ? 0 : threadCount, ...(threadUrl && { threadUrl }) };
}

async function tuneUserCosine(
  grid: Grid<UserCosineParameters>,
  { onProgress }: TuningOptions,
  rate: (parameters: UserCosineParameters) => number,
): Promise<UserCosineParameters> {
  let done = 0;
  const tried = await ascend(
    DEFAULT_CHOICE.userCosine,
    grid,
    (parameters) => {
      done += 1;
      onProgress?.('user-cosine', done, done + 1);
      return rate(parameters);
    },
    MAX_TRAININGS,
  );
  return tried[0]!.parameters;
}

/** Parameters of item ridge, and the weight of user cosine beside it. */
async function tuneModel(
  parts: readonly TuningPart[],
  userCosine: UserCosineParameters,
  options: TuningOptions,
): Promise<Pick<Tuned, 'itemRidge' | 'userCosineWeight'>> {
  const { onProgress, algorithm } = options;
  const ratings = parts.reduce((sum, { train }) => sum + ratingCount(train), 0);
  const affordableTrainings = Math.round(RATINGS_TIMES_TRAININGS / Math.max(1, ratings));
  const budget = Math.min(MAX_TRAININGS, Math.max(MIN_TRAININGS, affordableTrainings));
  const trainings = parts.map((part) =>
    startItemRidgeTraining(part.train, trainingOptions(part, options)),
  );
  const trainAll = (parameters: ItemRidgeParameters) =>
    Promise.all(trainings.map((training) => training.train(parameters)));
  let done = 0;
  const rate = async (parameters: ItemRidgeParameters) => {
    const models = await trainAll(parameters);
    done += 1;
    onProgress?.('item-ridge', done, budget);
    return meanOf(parts, ({ train, judges, popularity }, n) => {
      const rank = rankRows(train, createItemRidgeScorer(models[n]!));
      return rateRanking(judges, rankRowsInTurn(rank, popularity));
    });
  };
  try {
    const grid = itemRidgeGrid(!hasOneScore(parts[0]!.train));
    const tried = await ascend(DEFAULT_CHOICE.itemRidge, grid, rate, budget);
    const itemRidge = tried[0]!.parameters;
    if (algorithm === 'item-ridge') {
      return { itemRidge, userCosineWeight: DEFAULT_CHOICE.userCosineWeight };
    }
    const models = await trainAll(itemRidge);
    const scorers = parts.map((part, n) => ({
      part,
      ridge: createItemRidgeScorer(models[n]!),
      cosine: createUserCosineScorer(part.train, userCosine),
    }));
    const userCosineWeight = tuneBlend(scorers, (weight) =>
      meanOf(parts, ({ train, cosineJudges, popularity }, n) => {
        const { ridge, cosine } = scorers[n]!;
        const rank = rankRows(train, blendOf(train, ridge, cosine, weight));
        return rateRanking(cosineJudges, rankRowsInTurn(rank, popularity));
      }),
    );
    onProgress?.('blend', 1, 1);
    return { itemRidge, userCosineWeight };
  } finally {
    await Promise.all(trainings.map((training) => training.close()));
  }
}
