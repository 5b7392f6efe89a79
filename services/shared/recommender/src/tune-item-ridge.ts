import { DEFAULT_CHOICE } from './choice.ts';
import { ascend } from './coordinate-ascent.ts';
import { hasOneScore } from './holdout.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { startItemRidgeTraining } from './item-ridge-training.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import type { Tuned } from './judged-part.ts';
import { ratingCount } from './rating-matrix.ts';
import { rankRows, rankRowsInTurn, rateRanking } from './row-ranking.ts';
import { blendOf, tuneBlend } from './tune-blend.ts';
import { itemRidgeGrid } from './tuning-grids.ts';
import { MAX_TRIALS, trainingOptions, type TuningOptions } from './tuning-options.ts';
import { meanOf, type TuningPart } from './tuning-parts.ts';
import { createUserCosineScorer, type UserCosineParameters } from './user-cosine.ts';

/** The more ratings, the longer a training takes and the less there is to choose. */
const RATINGS_TIMES_TRAININGS = 30_000_000;
const MIN_TRAININGS = 8;

/** Parameters of item ridge, and the weight of user cosine beside it. */
export async function tuneItemRidge(
  parts: readonly TuningPart[],
  userCosine: UserCosineParameters,
  options: TuningOptions,
): Promise<Pick<Tuned, 'itemRidge' | 'userCosineWeight'>> {
  const { onProgress, algorithm } = options;
  const ratings = parts.reduce((sum, { train }) => sum + ratingCount(train), 0);
  const affordableTrainings = Math.round(RATINGS_TIMES_TRAININGS / Math.max(1, ratings));
  const budget = Math.min(MAX_TRIALS, Math.max(MIN_TRAININGS, affordableTrainings));
  const trainings = parts.map((part) =>
    startItemRidgeTraining(part.train, trainingOptions(part.train, options)),
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
