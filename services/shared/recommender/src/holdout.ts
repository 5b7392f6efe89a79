import { LIKED_STARS } from './liked-stars.ts';
import { createRandom } from './random.ts';
import { ratingCount, userCount, type RatingMatrix } from './rating-matrix.ts';
import { sharedUint32, sharedUint8 } from './shared-arrays.ts';
import { transpose } from './sparse-rows.ts';

/** A reader with books that a ranking is to find. */
export type TestReader = {
  /** Row of the reader in the training matrix; -1 for one without ratings there. */
  readonly row: number;
  readonly relevant: ReadonlySet<number>;
  /** Those included that the training matrix does not know. */
  readonly relevantCount: number;
};

export type Holdout = {
  /** What is left, with the same numbers of readers and books. */
  readonly train: RatingMatrix;
  /** Readers with at least one liked rating held out, in order of row. */
  readonly readers: readonly TestReader[];
};

/**
 * Holds out a share of each reader's ratings, at random, leaving everyone at least one.
 *
 * Relevant are held-out ratings of {@link LIKED_STARS} and more; all of them where every rating is the same, as in data
 * that only says who read what.
 */
export function holdOut(matrix: RatingMatrix, share: number, seed: number): Holdout {
  const random = createRandom(seed);
  const { userStarts, userBooks, userHalfStars } = matrix;
  const likedHalfStars = hasOneScore(matrix) ? 0 : LIKED_STARS * 2;
  const isHeldOut = new Uint8Array(ratingCount(matrix));
  const readers: TestReader[] = [];
  for (let row = 0; row < userCount(matrix); row += 1) {
    const start = userStarts[row]!;
    const length = userStarts[row + 1]! - start;
    let wanted = Math.min(length - 1, Math.floor(length * share + random()));
    const relevant = new Set<number>();
    for (let i = 0; i < length; i += 1) {
      // Chance of each of the rest to be among those still wanted: any set is as likely as another.
      if (random() * (length - i) >= wanted) continue;
      wanted -= 1;
      isHeldOut[start + i] = 1;
      if (userHalfStars[start + i]! >= likedHalfStars) relevant.add(userBooks[start + i]!);
    }
    if (relevant.size > 0) readers.push({ row, relevant, relevantCount: relevant.size });
  }
  return { train: withoutRatings(matrix, isHeldOut), readers };
}

/** True where every rating is the same, as in data that only says who read what. */
export function hasOneScore({ userHalfStars }: RatingMatrix): boolean {
  return userHalfStars.every((value) => value === userHalfStars[0]);
}

function withoutRatings(matrix: RatingMatrix, isLeftOut: Uint8Array): RatingMatrix {
  const left = isLeftOut.reduce((sum, isOut) => sum - isOut, isLeftOut.length);
  const starts = sharedUint32(matrix.userStarts.length);
  const columns = sharedUint32(left);
  const values = sharedUint8(left);
  let at = 0;
  for (let row = 0; row < userCount(matrix); row += 1) {
    for (let i = matrix.userStarts[row]!; i < matrix.userStarts[row + 1]!; i += 1) {
      if (isLeftOut[i] === 1) continue;
      columns[at] = matrix.userBooks[i]!;
      values[at] = matrix.userHalfStars[i]!;
      at += 1;
    }
    starts[row + 1] = at;
  }
  const inverse = transpose({ starts, columns, values }, matrix.books.ids.length);
  return {
    books: matrix.books,
    userKeys: matrix.userKeys,
    userStarts: starts,
    userBooks: columns,
    userHalfStars: values,
    bookStarts: inverse.starts,
    bookUsers: inverse.columns,
    bookHalfStars: inverse.values,
  };
}
