import { chooseAlgorithm } from './choose-algorithm.ts';
import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import { ascend, type Grid } from './coordinate-ascent.ts';
import { trainItemRidge } from './item-ridge-training.ts';
import type { Tuned } from './judged-part.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { rankRows, rankRowsInTurn, rateRanking } from './row-ranking.ts';
import { rankShortProfiles } from './short-profiles.ts';
import { tuneItemRidge } from './tune-item-ridge.ts';
import { COSINE_GRID, SHORT_COSINE_GRID } from './tuning-grids.ts';
import { MAX_TRIALS, trainingOptions, type TuningOptions } from './tuning-options.ts';
import { affordable, drawParts, meanOf, partsOf } from './tuning-parts.ts';
import { createUserCosineScorer, type UserCosineParameters } from './user-cosine.ts';

export type Tuning = {
  readonly choice: Choice;
  /** Recall@20 + NDCG@20 of each algorithm on validation readers with long profiles, 0 to 2. */
  readonly validation: Readonly<Partial<Record<Algorithm, number>>>;
};

/** Readers whose answers by user cosine are tried for each setting, and steps that these may take. */
const COSINE_READERS = 2000;
const COSINE_STEPS = 200_000_000;

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
  if (hasModel) tuned = { ...tuned, ...(await tuneItemRidge(parts, userCosine, options)) };
  const judging = validation ? parts : drawParts(matrix, seed, 'choosing');
  const judged = [];
  for (const part of judging) {
    const model = hasModel
      ? await trainItemRidge(part.train, tuned.itemRidge, trainingOptions(part.train, options))
      : undefined;
    judged.push({ part, model });
  }
  return chooseAlgorithm(judged, tuned, algorithm);
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
    MAX_TRIALS,
  );
  return tried[0]!.parameters;
}
