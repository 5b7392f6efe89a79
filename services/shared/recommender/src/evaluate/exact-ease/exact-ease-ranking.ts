import type { IndexedProfile } from '../../indexed-profile.ts';
import { createProfileIndexer } from '../../indexed-profile.ts';
import type { RatingMatrix } from '../../rating-matrix.ts';
import type { Recommender } from '../../recommender.ts';
import type { RowRanker } from '../../row-ranking.ts';
import { createTopList, drain, isWelcome, offer } from '../../top-list.ts';
import type { BookLister } from '../evaluate-recommender.ts';
import { valueOf, type ExactEaseModel } from './exact-ease.ts';

/** Ranks all books that have ratings, best first, without those of the profile and those that are not allowed. */
type ProfileRanker = (
  profile: IndexedProfile,
  limit: number,
  isAllowed?: (book: number) => boolean,
) => Uint32Array;

/** Lists for profiles. Who has rated no book that is known gets what `popularity` lists. */
export function createExactEaseLister(
  matrix: RatingMatrix,
  model: ExactEaseModel,
  popularity: Recommender,
): BookLister {
  const { ids } = matrix.books;
  const index = createProfileIndexer(matrix.books, Infinity);
  const rank = createProfileRanker(model);
  return {
    recommend(profile, options) {
      const known = index(profile);
      if (known.books.length === 0) return popularity.recommend(profile, options);
      const { isAllowed } = options;
      const filter = isAllowed && ((book: number) => isAllowed(ids[book]!));
      const ranked = rank(known, options.limit, filter);
      return Array.from(ranked, (book) => ({ bookId: ids[book]! }));
    },
  };
}

/** Lists for the readers of the matrix, each with all of the row as the profile. */
export function rankRowsByExactEase(matrix: RatingMatrix, model: ExactEaseModel): RowRanker {
  const rank = createProfileRanker(model);
  return (row, limit) => {
    const [start, end] = [matrix.userStarts[row]!, matrix.userStarts[row + 1]!];
    const halfStars = matrix.userHalfStars.subarray(start, end);
    const stars = Float64Array.from(halfStars, (half) => half / 2);
    return rank({ books: matrix.userBooks.subarray(start, end), stars }, limit);
  };
}

function createProfileRanker({
  books,
  weights,
  stride,
  parameters,
}: ExactEaseModel): ProfileRanker {
  const scores = new Float64Array(books.length);
  const rowByBook = new Map(Array.from(books, (book, row) => [book, row]));
  return (profile, limit, isAllowed) => {
    const rows = Array.from(profile.books, (book) => rowByBook.get(book) ?? -1);
    scores.fill(0);
    rows.forEach((row, n) => {
      if (row !== -1) addRow(scores, weights, row * stride, valueOf(parameters, profile.stars[n]!));
    });
    for (const row of rows) if (row !== -1) scores[row] = -Infinity;
    const best = createTopList(Math.min(limit, books.length));
    for (let row = 0; row < books.length; row += 1) {
      const score = scores[row]!;
      if (score === -Infinity || !isWelcome(best, row, score)) continue;
      if (isAllowed?.(books[row]!) !== false) offer(best, row, score);
    }
    return drain(best).indexes.map((row) => books[row]!);
  };
}

function addRow(scores: Float64Array, weights: Float64Array, start: number, value: number): void {
  for (let n = 0; n < scores.length; n += 1) scores[n]! += value * weights[start + n]!;
}
