/**
 * What the queries of one kind showed; shares are 0 to 1, times in milliseconds. Without known answers there are no
 * shares.
 */
export type KindFigures = {
  readonly n: number;
  readonly success_at_1: number | null;
  readonly success_at_5: number | null;
  readonly mrr: number | null;
  readonly p50_ms: number;
  readonly p99_ms: number;
};

/** One query that was put: the place of the first right answer from 1, `undefined` when it was not among them. */
export type Trial = {
  readonly rank: number | undefined;
  readonly isJudged: boolean;
  readonly milliseconds: number;
};

/** @returns zeros when there was no trial */
export function figuresOf(trials: readonly Trial[]): KindFigures {
  const n = trials.length;
  const isJudged = trials.every((trial) => trial.isJudged);
  const share = (count: number) => (isJudged ? rounded(count / Math.max(1, n)) : null);
  const within = (places: number) =>
    trials.filter(({ rank }) => rank !== undefined && rank <= places).length;
  const reciprocals = trials.reduce(
    (sum, { rank }) => sum + (rank === undefined ? 0 : 1 / rank),
    0,
  );
  const times = trials.map(({ milliseconds }) => milliseconds);
  return {
    n,
    success_at_1: share(within(1)),
    success_at_5: share(within(5)),
    mrr: share(reciprocals),
    p50_ms: rounded(percentile(times, 0.5)),
    p99_ms: rounded(percentile(times, 0.99)),
  };
}

/**
 * The value that a share of the values do not exceed (nearest rank).
 *
 * @param share 0 to 1
 * @returns 0 for no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
