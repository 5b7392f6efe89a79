import type { Values } from './best-algorithm.ts';
import type { Algorithm, Choice } from './choice.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { rankRows, rankRowsInTurn, rateRanking, type RowRanker } from './row-ranking.ts';
import type { Scorer } from './scorer.ts';
import { rankShortProfiles } from './short-profiles.ts';
import { blendOf } from './tune-blend.ts';
import type { TuningPart } from './tuning-parts.ts';
import { createUserCosineScorer } from './user-cosine.ts';

/** What tuning has found for each algorithm, before one of them is chosen. */
export type Tuned = Pick<
  Choice,
  'userCosine' | 'shortUserCosine' | 'itemRidge' | 'userCosineWeight'
>;

/** A part of the ratings, with a model of it where one is to be judged. */
export type JudgedPart = { readonly part: TuningPart; readonly model: ItemRidgeModel | undefined };

/** What an algorithm is worth to each reader with a long profile, filled up by the simpler ones as in service. */
export function rateForLong(
  judged: readonly JudgedPart[],
  algorithm: Algorithm,
  tuned: Tuned,
): Values {
  return ofAllParts(judged, ({ part, model }) => {
    const scorer = scorerOf(part, model, algorithm, tuned);
    const rankers = scorer === undefined ? [] : [rankRows(part.train, scorer)];
    if (scorer !== undefined && algorithm !== 'user-cosine') {
      const cosine = createUserCosineScorer(part.train, tuned.userCosine);
      rankers.push(rankRows(part.train, cosine));
    }
    return rateRanking(part.cosineJudges, rankRowsInTurn(...rankers, part.popularity));
  });
}

/** What an algorithm is worth to each newcomer, filled up by popularity. */
export function rateForShort(
  judged: readonly JudgedPart[],
  algorithm: Algorithm,
  tuned: Tuned,
): Values {
  return ofAllParts(judged, ({ part, model }) => {
    const { train, newcomers, popularity } = part;
    const scorer = scorerOf(part, model, algorithm, tuned);
    const rank: RowRanker =
      scorer === undefined
        ? popularity
        : rankRowsInTurn(rankShortProfiles(train, scorer, newcomers), popularity);
    return rateRanking(newcomers.readers, rank);
  });
}

/** `undefined` for popularity, which scores for everybody alike. */
function scorerOf(
  { train }: TuningPart,
  model: ItemRidgeModel | undefined,
  algorithm: Algorithm,
  { userCosine, userCosineWeight }: Tuned,
): Scorer | undefined {
  if (algorithm === 'popularity') return undefined;
  const cosine = createUserCosineScorer(train, userCosine);
  if (algorithm === 'user-cosine' || model === undefined) return cosine;
  const ridge = createItemRidgeScorer(model);
  return algorithm === 'item-ridge' ? ridge : blendOf(train, ridge, cosine, userCosineWeight);
}

function ofAllParts(judged: readonly JudgedPart[], rate: (judged: JudgedPart) => Values): Values {
  return Float64Array.from(judged.flatMap((one) => [...rate(one)]));
}
