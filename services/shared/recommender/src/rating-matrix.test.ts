import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBook } from './book-table.ts';
import { buildRatingMatrix } from './build-rating-matrix.ts';
import { findUser, ratingCount, type RatingMatrix } from './rating-matrix.ts';
import { aBookId, aMatrix, matrixOf, someRatings } from './testing/ratings.ts';

function ratingsOf(matrix: RatingMatrix, userId: string) {
  const user = findUser(matrix, userId);
  const range = [matrix.userStarts[user]!, matrix.userStarts[user + 1]!] as const;
  const stars = matrix.userHalfStars.slice(...range);
  return Array.from(matrix.userBooks.slice(...range), (book, i) => [
    matrix.books.ids[book],
    stars[i]! / 2,
  ]);
}

describe('a rating matrix', () => {
  test('holds the ratings of each reader in order of book', () => {
    const matrix = aMatrix({ ann: { emma: 3.5, dune: 5 }, bob: { emma: 1 } });
    expect(ratingsOf(matrix, 'ann')).toEqual([
      ['dune', 5],
      ['emma', 3.5],
    ]);
    expect(ratingsOf(matrix, 'bob')).toEqual([['emma', 1]]);
  });

  test('holds the readers of each book', () => {
    const matrix = aMatrix({ ann: { emma: 3.5, dune: 5 }, bob: { emma: 1 } });
    expect(matrix.books.ids).toEqual(['dune', 'emma']);
    expect([...matrix.bookStarts]).toEqual([0, 1, 3]);
    const byUser = new Map([
      [findUser(matrix, 'ann'), 7],
      [findUser(matrix, 'bob'), 2],
    ]);
    const readersOfEmma = Array.from(matrix.bookUsers.subarray(1), (user) => byUser.get(user));
    expect(readersOfEmma).toEqual(Array.from(matrix.bookHalfStars.subarray(1)));
  });

  test('keeps the last rating of a reader and book', async () => {
    const dune = aBookId('dune');
    const matrix = await buildRatingMatrix([
      { userId: 'ann', bookId: dune, stars: 1 },
      { userId: 'bob', bookId: dune, stars: 2 },
      { userId: 'ann', bookId: dune, stars: 4 },
    ]);
    expect(ratingsOf(matrix, 'ann')).toEqual([['dune', 4]]);
    expect(ratingCount(matrix)).toBe(2);
  });

  test('does not find a reader without ratings', () => {
    expect(findUser(aMatrix({ ann: { dune: 5 } }), 'bob')).toBe(-1);
    expect(findUser(aMatrix({}), 'bob')).toBe(-1);
  });

  test('reads an asynchronous source', async () => {
    async function* source() {
      yield { userId: 'ann', bookId: aBookId('dune'), stars: 5 };
    }
    expect(ratingCount(await buildRatingMatrix(source()))).toBe(1);
  });

  test('is the same whatever the order of the ratings', () => {
    fc.assert(
      fc.property(
        someRatings.chain((rows) =>
          fc.tuple(
            fc.constant(rows),
            fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
          ),
        ),
        ([rows, shuffled]) => {
          expect(matrixOf(shuffled)).toEqual(matrixOf(rows));
        },
      ),
    );
  });

  test('holds every rating once by reader and once by book', () => {
    fc.assert(
      fc.property(someRatings, (rows) => {
        const matrix = matrixOf(rows);
        const byReader = rows.map(({ userId, bookId, stars }) =>
          [findUser(matrix, userId), findBook(matrix.books, bookId), stars * 2].join(' '),
        );
        const byBook: string[] = [];
        matrix.books.ids.forEach((_, book) => {
          for (let i = matrix.bookStarts[book]!; i < matrix.bookStarts[book + 1]!; i += 1) {
            byBook.push([matrix.bookUsers[i], book, matrix.bookHalfStars[i]].join(' '));
          }
        });
        expect(byBook.sort()).toEqual(byReader.sort());
      }),
    );
  });
});
