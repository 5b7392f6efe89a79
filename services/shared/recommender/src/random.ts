/**
 * A generator of numbers from 0 up to 1 that gives the same ones for the same seed: a counter whose values are
 * scrambled. For sampling and shuffling, not for secrets.
 */
export function createRandom(seed: number): () => number {
  let counter = Math.imul(seed | 0, 0x2545f491) ^ 0x6a09e667;
  return () => {
    counter = (counter + 0x61c88647) | 0;
    let bits = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Puts the list into a random order, in place; all orders are equally likely. */
export function shuffle<T>(list: T[], random: () => number): T[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    [list[last], list[chosen]] = [list[chosen]!, list[last]!];
  }
  return list;
}
