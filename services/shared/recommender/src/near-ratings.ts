import type { RatingMatrix } from './rating-matrix.ts';

/** What the ratings of a profile have in common with those of readers who are near: one entry for each rating that both gave. */
type SharedRatings = {
  /** The next entry of the same reader, -1 for none. */
  readonly nexts: Int32Array;
  /** Of the rating in the profile. */
  readonly places: Uint32Array;
  readonly weights: Float64Array;
};

/** With what is in it already, and room for `wanted` entries and as many again. */
export function moreRoom(before: SharedRatings | undefined, wanted: number): SharedRatings {
  const [nexts, places] = [new Int32Array(wanted * 2), new Uint32Array(wanted * 2)];
  const weights = new Float64Array(wanted * 2);
  if (before !== undefined) {
    nexts.set(before.nexts);
    places.set(before.places);
    weights.set(before.weights);
  }
  return { nexts, places, weights };
}

/**
 * Writes down which of the ratings of a book come from a reader with a bit, and returns how many. Written always and
 * counted only when so: which do cannot be guessed, and a wrong guess costs more.
 */
export function findNear(
  { bookStarts, bookUsers }: RatingMatrix,
  book: number,
  isNear: Uint32Array,
  found: Uint32Array,
): number {
  const end = bookStarts[book + 1]!;
  let count = 0;
  for (let i = bookStarts[book]!; i < end; i += 1) {
    const user = bookUsers[i]!;
    found[count] = i;
    count += (isNear[user >>> 5]! >>> (user & 31)) & 1;
  }
  return count;
}
