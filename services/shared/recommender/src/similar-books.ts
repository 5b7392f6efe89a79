import type { BookId } from '@books/domain/ids';
import { findBook } from './book-table.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import type { SimilarBooks } from './recommender.ts';
import { addPositiveRow, clearScores, createScoreBoard } from './score-board.ts';
import { createTopList, drain, isWelcome, offer } from './top-list.ts';

export type SimilarBooksParameters = {
  /** Readers in common below which a similarity is lowered in proportion: one reader in common is chance. */
  readonly trustedReaders: number;
  /** Readers of a book that are asked, at most: beyond that a sample says the same. */
  readonly maxReaders: number;
};

export const DEFAULT_SIMILAR_BOOKS: SimilarBooksParameters = {
  trustedReaders: 5,
  maxReaders: 2000,
};

/**
 * Readers of this book also liked: item-item cosine of stars, worked out when asked for, so a matrix is all it needs.
 *
 * With r the stars, the similarity of books i and j is the sum over readers of both of r_i r_j, divided by |i| |j|,
 * times the smaller of 1 and (readers in common / trustedReaders). Rows of a matrix are in an order that has
 * nothing to do with the readers, so the first `maxReaders` of a book are a fair sample of all.
 */
export function createSimilarBooks(options: {
  readonly matrix: RatingMatrix;
  readonly parameters?: SimilarBooksParameters;
}): SimilarBooks {
  const { matrix } = options;
  const { trustedReaders, maxReaders } = options.parameters ?? DEFAULT_SIMILAR_BOOKS;
  const { bookStarts, bookUsers, bookHalfStars, userStarts, userBooks, userHalfStars } = matrix;
  const norms = measureBooks(matrix);
  const board = createScoreBoard(bookCount(matrix));
  const common = new Uint32Array(bookCount(matrix));

  const similarTo = (bookId: BookId, limit: number) => {
    const book = findBook(matrix.books, bookId);
    if (book === -1) return [];
    const start = bookStarts[book]!;
    const readers = bookStarts[book + 1]! - start;
    const asked = Math.min(readers, maxReaders);
    for (let i = start; i < start + asked; i += 1) {
      const user = bookUsers[i]!;
      const [from, to] = [userStarts[user]!, userStarts[user + 1]!];
      addPositiveRow(board, userBooks, userHalfStars, from, to, bookHalfStars[i]!);
      for (let k = from; k < to; k += 1) common[userBooks[k]!]! += 1;
    }
    const scale = readers / asked / norms[book]!;
    const list = createTopList(Math.min(limit, board.touchedCount));
    for (let i = 0; i < board.touchedCount; i += 1) {
      const other = board.touched[i]!;
      const trust = Math.min(1, common[other]! / trustedReaders);
      // What the board has summed up are whole numbers, which it keeps exactly.
      const score = Math.min(1, (board.scores[other]! * scale) / norms[other]!) * trust;
      common[other] = 0;
      if (other !== book && isWelcome(list, other, score)) offer(list, other, score);
    }
    clearScores(board);
    const best = drain(list);
    return Array.from(best.indexes, (other, n) => ({
      bookId: matrix.books.ids[other]!,
      score: best.scores[n]!,
    }));
  };
  return { similarTo };
}

/** Length of every book's vector, in half stars. */
function measureBooks(matrix: RatingMatrix): Float64Array {
  const norms = new Float64Array(bookCount(matrix));
  for (let book = 0; book < norms.length; book += 1) {
    let squares = 0;
    const end = matrix.bookStarts[book + 1]!;
    for (let i = matrix.bookStarts[book]!; i < end; i += 1)
      squares += matrix.bookHalfStars[i]! ** 2;
    norms[book] = Math.sqrt(squares);
  }
  return norms;
}
