export type Timing = {
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
};

/**
 * Times some work, one after the other.
 *
 * @param prepare is done before each and not timed
 */
export async function measure<Input>(
  requests: number,
  prepare: (index: number) => Promise<Input> | Input,
  work: (input: Input) => Promise<unknown>,
): Promise<Timing> {
  const durationsMs: number[] = [];
  for (let index = 0; index < requests; index += 1) {
    const input = await prepare(index);
    const startedAtMs = performance.now();
    await work(input);
    durationsMs.push(performance.now() - startedAtMs);
  }
  return timingOf(durationsMs);
}

/** @param durationsMs at least one */
export function timingOf(durationsMs: readonly number[]): Timing {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1]!);
  return { requests: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 100) / 100;
