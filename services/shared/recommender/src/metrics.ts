/**
 * Share of the relevant books that are among the first `k`.
 *
 * @param ranked best first
 * @param relevantCount how many there are, those that cannot be ranked included; at least 1
 * @returns 0 to 1
 */
export function recallAt(
  k: number,
  ranked: ArrayLike<number>,
  relevant: ReadonlySet<number>,
  relevantCount: number,
): number {
  let hits = 0;
  for (let i = 0; i < Math.min(k, ranked.length); i += 1) if (relevant.has(ranked[i]!)) hits += 1;
  return hits / relevantCount;
}

/**
 * Normalised discounted cumulative gain: a hit at rank r (from 1) gains 1 / log2(r + 1), and the sum is divided by that
 * of the best possible list, which has min(k, relevantCount) hits at its top.
 *
 * @returns 0 to 1
 */
export function ndcgAt(
  k: number,
  ranked: ArrayLike<number>,
  relevant: ReadonlySet<number>,
  relevantCount: number,
): number {
  let gain = 0;
  for (let i = 0; i < Math.min(k, ranked.length); i += 1) {
    if (relevant.has(ranked[i]!)) gain += 1 / Math.log2(i + 2);
  }
  let ideal = 0;
  for (let i = 0; i < Math.min(k, relevantCount); i += 1) ideal += 1 / Math.log2(i + 2);
  return gain / ideal;
}

/** The value that a share of all values do not exceed, by nearest rank; NaN for none. */
export function percentile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** 0 for none. */
export function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
