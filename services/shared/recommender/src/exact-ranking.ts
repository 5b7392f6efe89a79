import type { Ranked } from './top-list.ts';

/** Made once, since every answer needs some; they grow with the longest list. */
let places = new Uint32Array(0);
let scores = new Float64Array(0);

/**
 * Books in the order of the exact sums of their addends, best first, equal ones in ascending order of number; without those
 * that come to 0 or less.
 *
 * @param addends those of book n begin at n x width
 * @param books nearly in order
 * @returns places in `books` instead of numbers; good until the next call
 */
export function rankExactly(books: Uint32Array, addends: Float64Array, width: number): Ranked {
  if (places.length < books.length) {
    places = new Uint32Array(2 * books.length);
    scores = new Float64Array(2 * books.length);
  }
  let count = 0;
  for (let n = 0; n < books.length; n += 1) {
    let score = 0;
    for (let at = n * width; at < (n + 1) * width; at += 1) score += addends[at]!;
    if (!(score > 0)) continue;
    let place = count;
    for (; place > 0; place -= 1) {
      const before = scores[place - 1]!;
      if (before > score || (before === score && books[places[place - 1]!]! < books[n]!)) break;
      scores[place] = before;
      places[place] = places[place - 1]!;
    }
    scores[place] = score;
    places[place] = n;
    count += 1;
  }
  return { indexes: places.subarray(0, count), scores: scores.subarray(0, count) };
}
