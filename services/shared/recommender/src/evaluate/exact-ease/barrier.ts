/** Places that a {@link createBarrier} needs in an array of its own. */
export const BARRIER_PLACES = 2;
const ARRIVED = 0;
const ROUND = 1;

/**
 * Where threads wait for each other: a call returns when all `memberCount` have made it. What any of them wrote before, all
 * see after it.
 *
 * @param shared {@link BARRIER_PLACES} zeros that the members share
 */
export function createBarrier(shared: Int32Array, memberCount: number): () => void {
  return () => {
    const round = Atomics.load(shared, ROUND);
    if (Atomics.add(shared, ARRIVED, 1) === memberCount - 1) {
      Atomics.store(shared, ARRIVED, 0);
      Atomics.store(shared, ROUND, round + 1);
      Atomics.notify(shared, ROUND);
      return;
    }
    while (Atomics.load(shared, ROUND) === round) Atomics.wait(shared, ROUND, round);
  };
}
