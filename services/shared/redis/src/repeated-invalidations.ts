export type RepeatedInvalidationsDeps = {
  readonly invalidate: (key: string) => Promise<void>;
  /** Most keys that are remembered; the oldest goes first, and its value then ages out. */
  readonly maxKeys: number;
  /** Time between two rounds, in milliseconds. */
  readonly intervalMs: number;
};

export type RepeatedInvalidations = {
  /** Whether the key's invalidation has not been made yet. */
  isPending(key: string): boolean;
  /** Repeats the key's invalidation until it succeeds. */
  add(key: string): void;
  /** How many are not made yet. */
  count(): number;
};

/** Keys that are tried at a time. */
const BATCH_SIZE = 100;

/** Remembers, in this process, invalidations that failed, and repeats them until the cache takes them. */
export function createRepeatedInvalidations(
  deps: RepeatedInvalidationsDeps,
): RepeatedInvalidations {
  const { invalidate, maxKeys, intervalMs } = deps;
  // Each failure has a token of its own: a repeat that was under way before a later failure does not settle that one.
  const pending = new Map<string, symbol>();
  let timer: NodeJS.Timeout | undefined;

  const repeat = async ([key, token]: [string, symbol]) => {
    await invalidate(key);
    if (pending.get(key) === token) pending.delete(key);
  };

  const runRound = async () => {
    const entries = [...pending];
    for (let from = 0; from < entries.length; from += BATCH_SIZE) {
      const results = await Promise.allSettled(entries.slice(from, from + BATCH_SIZE).map(repeat));
      if (results.some(({ status }) => status === 'rejected')) break;
    }
    timer = undefined;
    arm();
  };

  const arm = () => {
    if (timer !== undefined || pending.size === 0) return;
    timer = setTimeout(() => void runRound(), intervalMs).unref();
  };

  return {
    isPending: (key) => pending.has(key),
    add(key) {
      pending.delete(key);
      pending.set(key, Symbol(key));
      const [oldest] = pending.keys();
      if (pending.size > maxKeys && oldest !== undefined) pending.delete(oldest);
      arm();
    },
    count: () => pending.size,
  };
}
