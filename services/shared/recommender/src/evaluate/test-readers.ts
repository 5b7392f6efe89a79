import { findBook } from '../book-table.ts';
import type { TestReader } from '../holdout.ts';
import { findKey, userCount, type RatingMatrix } from '../rating-matrix.ts';

/** The readers of a test set in the numbers of the training set. */
export function matchTestReaders(train: RatingMatrix, test: RatingMatrix): readonly TestReader[] {
  return Array.from({ length: userCount(test) }, (_, user) => {
    const books = test.userBooks.subarray(test.userStarts[user], test.userStarts[user + 1]);
    const known = Array.from(books, (book) => findBook(train.books, test.books.ids[book]!));
    return {
      row: findKey(train, test.userKeys[user]!),
      relevant: new Set(known.filter((book) => book !== -1)),
      relevantCount: books.length,
    };
  });
}
