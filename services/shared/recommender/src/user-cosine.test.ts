import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { findBook } from './book-table.ts';
import { findUser, type RatingMatrix } from './rating-matrix.ts';
import type { Profile } from './recommender.ts';
import {
  aBookId,
  aMatrix,
  aProfile,
  matrixOf,
  someProfile,
  someRatings,
} from './testing/ratings.ts';
import { createUserCosine } from './user-cosine.ts';

const everyone = {
  neighbourCount: Infinity,
  popularityDamping: 0,
  voteDamping: 0,
  popularityPull: 0,
};
const version = '1';

/** The dense way: cosine of the profile with every row, then a weighted sum of all rows. */
function denseScores(
  matrix: RatingMatrix,
  profile: Profile,
  ownRow: number,
): ReadonlyMap<string, number> {
  const { ids } = matrix.books;
  const ratings = Matrix.zeros(matrix.userKeys.length, ids.length);
  for (let user = 0; user < ratings.rows; user += 1) {
    for (let i = matrix.userStarts[user]!; i < matrix.userStarts[user + 1]!; i += 1) {
      ratings.set(user, matrix.userBooks[i]!, matrix.userHalfStars[i]! / 2);
    }
  }
  const reader = Matrix.zeros(ids.length, 1);
  for (const { bookId, stars } of profile) {
    const book = findBook(matrix.books, bookId);
    if (book !== -1) reader.set(book, 0, stars);
  }
  const length = reader.norm();
  const similarities = ratings.mmul(reader);
  for (let user = 0; user < ratings.rows; user += 1) {
    const norm = ratings.getRowVector(user).norm() * length;
    similarities.set(user, 0, user === ownRow ? 0 : similarities.get(user, 0) / norm);
  }
  const scores = ratings.transpose().mmul(similarities);
  const own = new Set(profile.map(({ bookId }) => bookId));
  return new Map(
    ids
      // The sparse score leaves out the factor 1 / |u|.
      .map((id, book) => [id, scores.get(book, 0) * length] as const)
      .filter(([id, score]) => !own.has(id) && score > 0),
  );
}

describe('user cosine', () => {
  test('sums the stars of readers who share a book, weighted by similarity', () => {
    const matrix = aMatrix({ bob: { dune: 4, emma: 3 }, cat: { emma: 5, ulysses: 2 } });
    const [first, ...rest] = createUserCosine({ matrix, version, parameters: everyone }).recommend(
      aProfile({ dune: 5 }),
      { limit: 9 },
    );
    // bob's vector is 5 long, so his similarity is 5 x 4 / 5 = 4, without the reader's own length; 4 x 3 stars
    expect(first).toMatchObject({ bookId: 'emma', because: [{ bookId: 'dune' }] });
    expect(first?.score).toBeCloseTo(12, 12);
    expect(first?.because[0]?.weight).toBeCloseTo(12, 12);
    expect(rest).toEqual([]);
  });

  test('gives the scores of the dense computation', () => {
    fc.assert(
      fc.property(someRatings, someProfile, fc.nat(12), (rows, profile, asking) => {
        const matrix = matrixOf(rows);
        const userId = `reader ${asking}`;
        const answer = createUserCosine({ matrix, version, parameters: everyone }).recommend(
          profile,
          { limit: 99, userId },
        );
        const dense = denseScores(matrix, profile, findUser(matrix, userId));
        expect(answer.length).toBe(dense.size);
        for (const { bookId, score } of answer) {
          expect(Math.abs(score - dense.get(bookId)!)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  test('counts a popular book less when damped', () => {
    // dune has 4 readers and counts 1/2; emma has 1 and counts 1.
    const matrix = aMatrix({
      bob: { dune: 2, sula: 4 },
      cat: { emma: 2, ulysses: 4 },
      dan: { dune: 1 },
      eve: { dune: 1 },
      fay: { dune: 1 },
    });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, popularityDamping: 0.5 },
    }).recommend(aProfile({ dune: 3, emma: 3 }), { limit: 9 });
    // cat: 3 x 2 / sqrt(4 + 16) x 4 stars; bob: 3 x 2 / 2 / sqrt(4 / 2 + 16) x 4 stars
    expect(answer.map(({ bookId }) => bookId)).toEqual(['ulysses', 'sula']);
    expect(answer[0]?.score).toBeCloseTo(24 / Math.sqrt(20), 12);
    expect(answer[1]?.score).toBeCloseTo(12 / Math.sqrt(18), 12);
  });

  test('lets a popular book need more votes when votes are damped', () => {
    // emma has 4 readers and keeps half of its votes; sula has 1 and keeps all.
    const matrix = aMatrix({
      bob: { dune: 3, emma: 4 },
      cat: { dune: 4, sula: 3 },
      dan: { emma: 1 },
      eve: { emma: 1 },
      fay: { emma: 1 },
    });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, voteDamping: 0.5 },
    }).recommend(aProfile({ dune: 5 }), { limit: 9 });
    // sula: 5 x 4 / 5 x 3 stars; emma: 5 x 3 / 5 x 4 stars / 2
    expect(answer.map(({ bookId }) => bookId)).toEqual(['sula', 'emma']);
    expect(answer[0]?.score).toBeCloseTo(12, 12);
    expect(answer[1]?.score).toBeCloseTo(6, 12);
    expect(answer[1]?.because[0]?.weight).toBeCloseTo(6, 12);
  });

  test('lets average readers vote beside the nearest when votes are pulled to popularity', () => {
    // 4 readers give 6 stars to emma in all, 5 to sula, 4 to ulysses.
    const matrix = aMatrix({
      bob: { dune: 3, sula: 4 },
      dan: { emma: 1, sula: 1 },
      eve: { emma: 5 },
      fay: { ulysses: 4 },
    });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, popularityPull: 2 },
    }).recommend(aProfile({ dune: 5 }), { limit: 9 });
    // bob is as near as 5 x 3 / 5 = 3. He votes for sula with 4 stars, and two average readers, as near as he is, vote
    // with a fourth of all stars each.
    const expected = { sula: 3 * (4 + (2 * 5) / 4), emma: 3 * ((2 * 6) / 4), ulysses: 3 * 2 };
    expect(answer.map(({ bookId }) => bookId)).toEqual(Object.keys(expected));
    for (const [n, score] of Object.values(expected).entries()) {
      expect(answer[n]?.score).toBeCloseTo(score, 12);
    }
    expect(answer[0]?.because[0]?.weight).toBeCloseTo(expected.sula, 12);
  });

  test('gives no reason for a book that nobody near has read, and does not trust it', () => {
    const matrix = aMatrix({ bob: { dune: 5 }, eve: { emma: 5 } });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, popularityPull: 2 },
    }).recommend(aProfile({ dune: 5 }), { limit: 9 });
    expect(answer).toMatchObject([{ bookId: 'emma', because: [], confidence: 0 }]);
  });

  test('has nothing popular to say where nobody is near', () => {
    const matrix = aMatrix({ ann: { dune: 5 }, eve: { emma: 5 } });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, popularityPull: 2 },
    }).recommend(aProfile({ dune: 5 }), { limit: 9, userId: 'ann' });
    expect(answer).toEqual([]);
  });

  test('lets only the nearest vote', () => {
    const matrix = aMatrix({ bob: { dune: 5, emma: 5 }, cat: { dune: 1, ulysses: 5 } });
    const answer = createUserCosine({
      matrix,
      version,
      parameters: { ...everyone, neighbourCount: 1 },
    }).recommend(aProfile({ dune: 5 }), { limit: 9 });
    expect(answer.map(({ bookId }) => bookId)).toEqual(['emma']);
  });

  test('leaves out what the reader has stored', () => {
    const matrix = aMatrix({ ann: { dune: 5, emma: 5 }, bob: { dune: 5, ulysses: 1 } });
    const answer = createUserCosine({ matrix, version, parameters: everyone }).recommend(
      aProfile({ dune: 5 }),
      {
        limit: 9,
        userId: 'ann',
      },
    );
    expect(answer.map(({ bookId }) => bookId)).toEqual(['ulysses']);
  });

  test('splits every score into addends of the ratings that carried it', () => {
    fc.assert(
      fc.property(someRatings, someProfile, (rows, profile) => {
        const recommender = createUserCosine({
          matrix: matrixOf(rows),
          version,
          parameters: {
            neighbourCount: 3,
            popularityDamping: 0.5,
            voteDamping: 0.3,
            popularityPull: 2,
          },
        });
        const answer = recommender.recommend(profile.slice(0, 3), { limit: 99 });
        for (const { score, because, confidence } of answer) {
          // Without anybody near who has read it there is no reason to give.
          const expected = confidence === 0 ? 0 : score;
          expect(because.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(expected, 9);
        }
      }),
    );
  });

  test('lowers a score by the weight of a rating that is taken away, while everyone votes', () => {
    fc.assert(
      fc.property(someRatings, someProfile, (rows, profile) => {
        const recommender = createUserCosine({
          matrix: matrixOf(rows),
          version,
          parameters: { ...everyone, popularityDamping: 0.5, voteDamping: 0.3 },
        });
        for (const { bookId, score, because } of recommender.recommend(profile, { limit: 99 })) {
          for (const reason of because) {
            const rest = profile.filter((rating) => rating.bookId !== reason.bookId);
            const after = recommender
              .recommend(rest, { limit: 99 })
              .find((recommendation) => recommendation.bookId === bookId);
            expect(score - (after?.score ?? 0)).toBeCloseTo(reason.weight, 9);
          }
        }
      }),
    );
  });

  test('predicts stars within the scale and a confidence that grows with the voters', () => {
    const matrix = aMatrix({
      bob: { dune: 5, emma: 5, sula: 5 },
      cat: { dune: 5, emma: 5 },
      dan: { ulysses: 1 },
    });
    const answer = createUserCosine({ matrix, version, parameters: everyone }).recommend(
      aProfile({ dune: 5 }),
      {
        limit: 9,
      },
    );
    expect(answer).toMatchObject([
      { bookId: 'emma', confidence: 2 / 7 },
      { bookId: 'sula', confidence: 1 / 6 },
    ]);
    for (const { predictedRating } of answer) {
      // The mean of all is 31 / 7; everybody around liked the books more than that.
      expect(predictedRating).toBeGreaterThan(26 / 6);
      expect(predictedRating).toBeLessThanOrEqual(5);
    }
  });

  test("fills the list with allowed books and never brings back the reader's own", () => {
    const matrix = aMatrix({ bob: { a: 5, b: 5, c: 4, d: 3, e: 2 } });
    const answer = createUserCosine({ matrix, version, parameters: everyone }).recommend(
      aProfile({ a: 5, c: 5 }),
      {
        limit: 2,
        isAllowed: (bookId) => bookId !== aBookId('b'),
      },
    );
    expect(answer.map(({ bookId }) => bookId)).toEqual(['d', 'e']);
  });

  test('never brings back a book from the old end of a very long profile', () => {
    const shelf = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`b${n}`, 5]));
    const matrix = aMatrix({ bob: { ...shelf, new: 5 } });
    const answer = createUserCosine({ matrix, version, parameters: everyone }).recommend(
      aProfile(shelf),
      { limit: 9 },
    );
    expect(answer.map(({ bookId }) => bookId)).toEqual(['new']);
  });

  test('has nothing for a reader whose books nobody knows', () => {
    const recommender = createUserCosine({ matrix: aMatrix({ bob: { a: 5 } }), version });
    expect(recommender.recommend(aProfile({ z: 5 }), { limit: 9 })).toEqual([]);
    expect(recommender.recommend([], { limit: 9 })).toEqual([]);
  });

  test('is unharmed by a filter that throws', () => {
    const matrix = aMatrix({ bob: { a: 5, b: 5 } });
    const recommender = createUserCosine({ matrix, version, parameters: everyone });
    const before = recommender.recommend(aProfile({ a: 5 }), { limit: 9 });
    const isAllowed = () => {
      throw new Error('no answer');
    };
    expect(() => recommender.recommend(aProfile({ a: 5 }), { limit: 9, isAllowed })).toThrow(
      'no answer',
    );
    expect(recommender.recommend(aProfile({ a: 5 }), { limit: 9 })).toEqual(before);
  });
});
