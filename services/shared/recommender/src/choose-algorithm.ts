import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { mean } from './metrics.ts';
import { rankRows, rankRowsInTurn, rateRanking, type RowRanker } from './row-ranking.ts';
import { rankShortProfiles } from './short-profiles.ts';
import { blendOf } from './tune-blend.ts';
import type { Scorer } from './scorer.ts';
import { MIN_READERS, type TuningPart } from './tuning-parts.ts';
import { createUserCosineScorer } from './user-cosine.ts';

/** What tuning has found for each algorithm, before one of them is chosen. */
export type Tuned = Pick<
  Choice,
  'userCosine' | 'shortUserCosine' | 'itemRidge' | 'userCosineWeight'
>;

/** A part of the ratings, with a model of it where one is to be judged. */
export type JudgedPart = { readonly part: TuningPart; readonly model: ItemRidgeModel | undefined };

/** The blend costs more to answer with: it has to be better by this share. */
const BLEND_MARGIN = 0.002;

/** Recall@20 + NDCG@20 of each reader of all parts, 0 to 2. */
type Values = Float64Array;

/**
 * The algorithm for long profiles, the one for short ones, and the length from which on a profile is long.
 *
 * @param wanted instead of the best for long profiles; then every profile is long
 */
export function chooseAlgorithm(
  judged: readonly JudgedPart[],
  tuned: Tuned,
  wanted: Algorithm | undefined,
): { readonly choice: Choice; readonly validation: Readonly<Partial<Record<Algorithm, number>>> } {
  const values = new Map(
    comparable(judged, wanted).map((algorithm) => [
      algorithm,
      ofAllParts(judged, ({ part, model }) =>
        rateRanking(part.cosineJudges, rankerOf(part, model, algorithm, tuned)),
      ),
    ]),
  );
  const validation = Object.fromEntries(
    Array.from(values, ([algorithm, ofReaders]) => [algorithm, mean(ofReaders)]),
  );
  const hasJudges = judged.some(({ part }) => part.cosineJudges.length > 0);
  const best = wanted ?? (hasJudges ? bestOf(values) : DEFAULT_CHOICE.algorithm);
  const base: Choice = { ...DEFAULT_CHOICE, ...tuned, algorithm: best };
  if (wanted !== undefined) return { choice: { ...base, longProfileLength: 1 }, validation };
  return { choice: { ...base, ...chooseForShort(judged, tuned, best) }, validation };
}

function comparable(
  judged: readonly JudgedPart[],
  wanted: Algorithm | undefined,
): readonly Algorithm[] {
  if (judged.some(({ model }) => model === undefined)) return ['popularity', 'user-cosine'];
  const ridge = ['popularity', 'user-cosine', 'item-ridge'] as const;
  return wanted === 'item-ridge' ? ridge : [...ridge, 'blend'];
}

/**
 * In the order of how much they learn from ratings: the next has to be better than the best so far by more than chance makes it
 * (a standard error of the difference). Where readers are many that is next to nothing; where they are few, who learns little
 * errs little.
 */
function bestOf(values: ReadonlyMap<Algorithm, Values>): Algorithm {
  let best: Algorithm = 'popularity';
  for (const [algorithm, ofReaders] of values) {
    const before = values.get(best)!;
    const gains = ofReaders.map((value, n) => value - before[n]!);
    const margin = algorithm === 'blend' ? BLEND_MARGIN * mean(before) : 0;
    if (mean(gains) - margin > standardError(gains)) best = algorithm;
  }
  return best;
}

/** Of the mean; 0 for less than two values. */
function standardError(values: Values): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function chooseForShort(
  judged: readonly JudgedPart[],
  tuned: Tuned,
  best: Algorithm,
): Pick<Choice, 'shortAlgorithm' | 'longProfileLength'> {
  const lengths = judged.flatMap(({ part }) => part.newcomers.lengths);
  const { shortAlgorithm, longProfileLength } = DEFAULT_CHOICE;
  if (lengths.length < MIN_READERS) return { shortAlgorithm, longProfileLength };
  const byPopularity = ofAllParts(judged, ({ part }) =>
    rateRanking(part.newcomers.readers, part.popularity),
  );
  const byCosine = ofAllParts(judged, ({ part }) =>
    rateShort(part, createUserCosineScorer(part.train, tuned.shortUserCosine)),
  );
  const byBest = ofAllParts(judged, ({ part, model }) => {
    const scorer = scorerOf(part, model, best, tuned);
    return scorer === undefined
      ? rateRanking(part.newcomers.readers, part.popularity)
      : rateShort(part, scorer);
  });
  const options = [
    { shortAlgorithm: 'user-cosine', ...gainOf(lengths, byCosine, byBest) },
    { shortAlgorithm: 'popularity', ...gainOf(lengths, byPopularity, byBest) },
  ] as const;
  const [cosine, popularity] = options;
  const chosen = popularity.value > cosine.value ? popularity : cosine;
  return { shortAlgorithm: chosen.shortAlgorithm, longProfileLength: chosen.length };
}

/** The length from which on profiles are better served by the best algorithm, and the sum of values with it. */
function gainOf(lengths: readonly number[], byShort: Values, byBest: Values) {
  const sumOf = (first: number) =>
    lengths.reduce((sum, own, n) => sum + (own >= first ? byBest[n]! : byShort[n]!), 0);
  let best = { length: DEFAULT_CHOICE.longProfileLength, value: -1 };
  for (let length = DEFAULT_CHOICE.longProfileLength; length >= 1; length -= 1) {
    const value = sumOf(length);
    if (value > best.value) best = { length, value };
  }
  return best;
}

function rateShort({ train, newcomers, popularity }: TuningPart, scorer: Scorer): Values {
  const rank = rankRowsInTurn(rankShortProfiles(train, scorer, newcomers), popularity);
  return rateRanking(newcomers.readers, rank);
}

/** Ranks as the algorithm does in service, filled up by the simpler ones. */
function rankerOf(
  part: TuningPart,
  model: ItemRidgeModel | undefined,
  algorithm: Algorithm,
  tuned: Tuned,
): RowRanker {
  const rankers: RowRanker[] = [];
  const scorer = scorerOf(part, model, algorithm, tuned);
  if (scorer !== undefined) rankers.push(rankRows(part.train, scorer));
  if (scorer !== undefined && algorithm !== 'user-cosine') {
    const cosine = createUserCosineScorer(part.train, tuned.userCosine);
    rankers.push(rankRows(part.train, cosine));
  }
  return rankRowsInTurn(...rankers, part.popularity);
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

function ofAllParts(
  judged: readonly JudgedPart[],
  rate: (judged: JudgedPart) => Float64Array,
): Values {
  return Float64Array.from(judged.flatMap((one) => [...rate(one)]));
}
