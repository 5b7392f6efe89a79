import type { Algorithm } from './choice.ts';
import { mean } from './metrics.ts';

/** What an algorithm is worth to each of some readers, always the same ones in the same order: recall@20 + NDCG@20, 0 to 2. */
export type Values = Float64Array;

/** The blend costs more to answer with: it has to be better by this share. */
const BLEND_MARGIN = 0.002;

/**
 * Of algorithms in the order of how much they learn from ratings, popularity first: the next has to be better than the best so far by
 * more than chance makes it (a standard error of the difference). Where readers are many that is next to nothing; where they are
 * few, who learns little errs little.
 */
export function bestAlgorithm(values: ReadonlyMap<Algorithm, Values>): Algorithm {
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

/**
 * The length from which on profiles are better served by the best algorithm than by the one for short profiles, of equally good
 * ones the longest.
 *
 * @param lengths of the profiles of readers, from 1
 * @param longest the answer when the best algorithm never is better
 * @returns the length, and what readers get out of it together
 */
export function whereLongBegins(
  lengths: readonly number[],
  byShort: Values,
  byBest: Values,
  longest: number,
): { readonly length: number; readonly value: number } {
  const sumOf = (first: number) =>
    lengths.reduce((sum, own, n) => sum + (own >= first ? byBest[n]! : byShort[n]!), 0);
  let best = { length: longest, value: -1 };
  for (let length = longest; length >= 1; length -= 1) {
    const value = sumOf(length);
    if (value > best.value) best = { length, value };
  }
  return best;
}
