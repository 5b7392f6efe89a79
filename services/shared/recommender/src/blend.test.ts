import { DomainError } from '@books/domain/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBlend } from './blend.ts';
import { createItemRidge } from './item-ridge.ts';
import { aMatrix, matrixOf, someProfile, someRatings } from './testing/ratings.ts';
import { trainHere } from './testing/train.ts';
import { createUserCosine } from './user-cosine.ts';

const version = '1';
const userCosine = {
  neighbourCount: Infinity,
  popularityDamping: 0.5,
  voteDamping: 0,
  popularityPull: 0,
};

describe('a blend', () => {
  test('scores the sum of both, the second with its weight', () => {
    fc.assert(
      fc.property(someRatings, someProfile, (rows, profile) => {
        const matrix = matrixOf(rows);
        const model = trainHere(matrix);
        const options = { limit: 99 };
        const scoresOf = (recommender: ReturnType<typeof createBlend>) =>
          new Map(
            recommender.recommend(profile, options).map(({ bookId, score }) => [bookId, score]),
          );
        const cosine = scoresOf(createUserCosine({ matrix, version, parameters: userCosine }));
        const ridge = scoresOf(createItemRidge({ model, version }));
        const blend = scoresOf(
          createBlend({ matrix, model, userCosine, userCosineWeight: 0.3, version }),
        );
        for (const [bookId, score] of ridge) {
          expect(blend.get(bookId)).toBeCloseTo(score + 0.3 * (cosine.get(bookId) ?? 0), 9);
        }
      }),
    );
  });

  test('lowers a score by the weight of a rating that is taken away, while everyone votes', () => {
    fc.assert(
      fc.property(someRatings, someProfile, (rows, profile) => {
        const matrix = matrixOf(rows);
        const model = trainHere(matrix);
        const blend = createBlend({ matrix, model, userCosine, userCosineWeight: 0.3, version });
        for (const { bookId, score, because } of blend.recommend(profile, { limit: 99 })) {
          for (const reason of because) {
            const rest = profile.filter((rating) => rating.bookId !== reason.bookId);
            const after = blend.recommend(rest, { limit: 99 }).find((r) => r.bookId === bookId);
            expect(after?.score ?? 0).toBeCloseTo(Math.max(0, score - reason.weight), 9);
          }
        }
      }),
    );
  });

  test('predicts between both, with the higher confidence', () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4 }, bob: { a: 3, b: 1 }, cat: { b: 2 } });
    const model = trainHere(matrix);
    const profile = [{ bookId: matrix.books.ids[0]!, stars: 4 }];
    const ask = (recommender: ReturnType<typeof createBlend>) =>
      recommender.recommend(profile, { limit: 1 })[0]!;
    const cosine = ask(createUserCosine({ matrix, version, parameters: userCosine }));
    const ridge = ask(createItemRidge({ model, version }));
    const blend = ask(createBlend({ matrix, model, userCosine, userCosineWeight: 1, version }));
    expect(blend.confidence).toBe(Math.max(cosine.confidence, ridge.confidence));
    const bounds = [cosine.predictedRating, ridge.predictedRating].sort((a, b) => a - b);
    expect(blend.predictedRating).toBeGreaterThanOrEqual(bounds[0]! - 1e-9);
    expect(blend.predictedRating).toBeLessThanOrEqual(bounds[1]! + 1e-9);
  });

  test('refuses a model of other books', () => {
    const model = trainHere(aMatrix({ ann: { a: 5, b: 5 } }));
    const matrix = aMatrix({ ann: { a: 5, c: 5 } });
    expect(() => createBlend({ matrix, model, userCosine, userCosineWeight: 1, version })).toThrow(
      DomainError,
    );
  });
});
