import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createItemRidge } from './item-ridge.ts';
import { DEFAULT_ITEM_RIDGE } from './item-ridge-parameters.ts';
import {
  aBookId,
  aMatrix,
  aProfile,
  matrixOf,
  someProfile,
  someRatings,
} from './testing/ratings.ts';
import { trainHere } from './testing/train.ts';

const version = '1';

describe('item ridge', () => {
  test('sums the links of the books rated, each by its stars', () => {
    // b has 2 readers, 1 of them with a: the link from b to a weighs 1 / (2 + 1).
    const parameters = {
      ...DEFAULT_ITEM_RIDGE,
      shrinkage: 1,
      relativeShrinkage: 0,
      activityDamping: 0,
      readerEmphasis: 0,
      similarityPrior: 0,
      popularityDamping: 0,
      likingPower: 0,
      targetPower: 0,
      profilePower: 1,
    };
    const model = trainHere(aMatrix({ ann: { a: 5, b: 5 }, bob: { b: 5 } }), parameters);
    const [a, ...rest] = createItemRidge({ model, version }).recommend(aProfile({ b: 4 }), {
      limit: 9,
    });
    expect(a).toMatchObject({ bookId: 'a', because: [{ bookId: 'b' }], confidence: 1 / 6 });
    // Four stars weigh 3 x 0.8^2 - 2 x 0.8^3.
    expect(a?.score).toBeCloseTo(0.896 * (1 / 3), 6);
    expect(rest).toEqual([]);
  });

  test('lowers a score by exactly the weight of a rating that is taken away', () => {
    fc.assert(
      fc.property(someRatings, someProfile, (rows, profile) => {
        const recommender = createItemRidge({ model: trainHere(matrixOf(rows)), version });
        for (const { bookId, score, because } of recommender.recommend(profile, { limit: 99 })) {
          for (const reason of because) {
            const rest = profile.filter((rating) => rating.bookId !== reason.bookId);
            const after = recommender
              .recommend(rest, { limit: 99 })
              .find((recommendation) => recommendation.bookId === bookId);
            // A book whose score falls to 0 or below is not recommended any more.
            expect(after?.score ?? 0).toBeCloseTo(Math.max(0, score - reason.weight), 12);
          }
        }
      }),
    );
  });

  test('keeps within the scales, the profile out, and the best first', () => {
    fc.assert(
      fc.property(someRatings, someProfile, fc.nat(9), (rows, profile, limit) => {
        const model = trainHere(matrixOf(rows));
        const isAllowed = (bookId: string) => bookId !== 'book-3';
        const answer = createItemRidge({ model, version }).recommend(profile, { limit, isAllowed });
        const own = new Set<string>(profile.map(({ bookId }) => bookId)).add('book-3');
        expect(answer.length).toBeLessThanOrEqual(limit);
        answer.forEach(({ bookId, score, predictedRating, confidence, because }, n) => {
          expect(own.has(bookId)).toBe(false);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(answer[n - 1]?.score ?? Infinity);
          expect(predictedRating).toBeGreaterThanOrEqual(1);
          expect(predictedRating).toBeLessThanOrEqual(5);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThan(1);
          expect(because.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  test('follows links among more books than 16 bits can number', () => {
    const lonely = Array.from({ length: 70_000 }, (_, n) => ({
      userId: `reader ${n}`,
      bookId: aBookId(`book-${String(n).padStart(5, '0')}`),
      stars: 4,
    }));
    const [first, last] = [lonely[0]!.bookId, lonely.at(-1)!.bookId];
    const bothWays = [first, last].map((bookId) => ({ userId: 'ann', bookId, stars: 5 }));
    const model = trainHere(matrixOf([...lonely, ...bothWays]));
    const recommender = createItemRidge({ model, version });
    const answerTo = (bookId: typeof first) =>
      recommender.recommend([{ bookId, stars: 5 }], { limit: 9 });
    expect(answerTo(first)).toMatchObject([{ bookId: last, because: [{ bookId: first }] }]);
    expect(answerTo(last)).toMatchObject([{ bookId: first, because: [{ bookId: last }] }]);
  });

  test('has nothing for an empty profile', () => {
    const model = trainHere(aMatrix({ ann: { a: 5, b: 5 } }));
    expect(createItemRidge({ model, version }).recommend([], { limit: 9 })).toEqual([]);
  });
});
