import { describe, expect, test } from 'vitest';
import { createChosenRecommender, DEFAULT_CHOICE } from './choice.ts';
import { createItemRidge } from './item-ridge.ts';
import { createPopularity, ratedBooks } from './popularity.ts';
import { aBookId, aMatrix, aProfile } from './testing/ratings.ts';
import { trainHere } from './testing/train.ts';
import { createUserCosine, DEFAULT_USER_COSINE } from './user-cosine.ts';

const version = '1';
const matrix = aMatrix({
  ann: { a: 5, b: 5, c: 4, d: 2 },
  bob: { a: 4, b: 4, c: 5 },
  cat: { c: 3, d: 5, e: 5, f: 5 },
  dan: { x: 5, y: 5 },
});
const model = trainHere(matrix);
const popularity = createPopularity({ books: ratedBooks(matrix), version });
// Of four readers the hundred average ones would leave nothing to be seen.
const alone = { ...DEFAULT_USER_COSINE, popularityPull: 0 };
const choice = {
  ...DEFAULT_CHOICE,
  longProfileLength: 2,
  userCosine: alone,
  shortUserCosine: alone,
};
const chosen = createChosenRecommender({ choice, matrix, model, popularity, version });

const idsOf = (answer: readonly { readonly bookId: string }[]) =>
  answer.map(({ bookId }) => bookId);

describe('the chosen recommender', () => {
  test('asks popularity for a reader without ratings', () => {
    expect(chosen.recommend([], { limit: 3 })).toEqual(popularity.recommend([], { limit: 3 }));
  });

  test('asks user cosine for a short profile and the best algorithm for a long one', () => {
    const userCosine = createUserCosine({ matrix, version, parameters: alone });
    const itemRidge = createItemRidge({ model, version });
    const short = aProfile({ a: 5 });
    const long = aProfile({ a: 5, d: 4 });
    const options = { limit: 2 };
    expect(chosen.recommend(short, options)).toEqual(userCosine.recommend(short, options));
    expect(chosen.recommend(long, options)).toEqual(itemRidge.recommend(long, options));
    expect(chosen.algorithm).toBe('item-ridge');
  });

  test('asks popularity for a short profile where that serves newcomers better', () => {
    const forAll = { ...choice, shortAlgorithm: 'popularity' } as const;
    const recommender = createChosenRecommender({
      choice: forAll,
      matrix,
      model,
      popularity,
      version,
    });
    const short = aProfile({ a: 5 });
    expect(recommender.recommend(short, { limit: 2 })).toEqual(
      popularity.recommend(short, { limit: 2 }),
    );
  });

  test('fills the list up with what simpler algorithms say, best first throughout', () => {
    const answer = chosen.recommend(aProfile({ x: 5 }), {
      limit: 4,
      isAllowed: (bookId) => bookId !== aBookId('c'),
    });
    // Only dan has read x, and he knows y.
    expect(idsOf(answer)[0]).toBe('y');
    expect(idsOf(answer)).toHaveLength(4);
    expect(new Set(idsOf(answer)).size).toBe(4);
    expect(idsOf(answer)).not.toContain('c');
    expect(idsOf(answer)).not.toContain('x');
    const scores = answer.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('gives popular books to a reader whose books nobody knows', () => {
    const profile = aProfile({ unknown: 5, stranger: 4 });
    expect(chosen.recommend(profile, { limit: 3 })).toEqual(
      popularity.recommend(profile, { limit: 3 }),
    );
  });

  test.each([
    ['a newcomer', aProfile({})],
    ['a short profile', aProfile({ d: 5 })],
    ['a long profile', aProfile({ a: 5, d: 4 })],
  ])('gives %s the beginning of a long list where a short one is asked for', (_, profile) => {
    const whole = chosen.recommend(profile, { limit: 7 });
    expect(whole.length).toBeGreaterThan(3);
    for (let limit = 1; limit <= 7; limit += 1) {
      expect(chosen.recommend(profile, { limit })).toEqual(whole.slice(0, limit));
    }
  });
});
