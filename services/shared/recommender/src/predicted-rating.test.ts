import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { findBook } from './book-table.ts';
import { createRatingMatrixBuilder } from './build-rating-matrix.ts';
import { readRatings } from './evaluate/read-ratings.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { DEFAULT_ITEM_RIDGE } from './item-ridge-parameters.ts';
import { createRandom } from './random.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { clearScores, createScoreBoard } from './score-board.ts';
import type { Scorer } from './scorer.ts';
import { trainHere } from './testing/train.ts';
import { createUserCosineScorer } from './user-cosine.ts';

const SAMPLE = fileURLToPath(new URL('../../../../data/sample/ratings.csv.gz', import.meta.url));
/** Part of the sample's books: enough to learn from, in a second. */
const BOOKS = 1500;
const HELD_OUT_SHARE = 0.2;

type HeldOut = { readonly book: number; readonly stars: number };
type Prediction = { readonly confidence: number; readonly error: number; readonly ofMean: number };

let train: RatingMatrix;
/** By row of the training matrix. */
const heldOut = new Map<number, HeldOut[]>();

beforeAll(async () => {
  const random = createRandom(5);
  const builder = createRatingMatrixBuilder();
  const tests = createRatingMatrixBuilder();
  await readRatings(SAMPLE, { format: 'csv' }, (userId, bookId, stars) => {
    if (Number(bookId.slice('gb:'.length)) > BOOKS) return;
    (random() < HELD_OUT_SHARE ? tests : builder).add(userId, bookId, stars);
  });
  train = builder.build();
  const test = tests.build();
  const rowByKey = new Map(Array.from(train.userKeys, (key, row) => [key, row]));
  for (let user = 0; user < test.userKeys.length; user += 1) {
    const row = rowByKey.get(test.userKeys[user]!);
    if (row === undefined) continue;
    const ratings: HeldOut[] = [];
    for (let i = test.userStarts[user]!; i < test.userStarts[user + 1]!; i += 1) {
      const book = findBook(train.books, test.books.ids[test.userBooks[i]!]!);
      if (book !== -1) ratings.push({ book, stars: test.userHalfStars[i]! / 2 });
    }
    heldOut.set(row, ratings);
  }
}, 60_000);

function predict(scorer: Scorer): Prediction[] {
  const board = createScoreBoard(train.books.ids.length);
  return [...heldOut].flatMap(([row, ratings]) => {
    const [start, end] = [train.userStarts[row]!, train.userStarts[row + 1]!];
    const stars = Float64Array.from(train.userHalfStars.subarray(start, end), (half) => half / 2);
    const explain = scorer.score(
      { books: train.userBooks.subarray(start, end), stars },
      board,
      row,
    );
    const said = explain(Uint32Array.from(ratings, ({ book }) => book));
    clearScores(board);
    return ratings.map((rating, n) => ({
      confidence: said.confidences[n]!,
      error: said.predictedStars[n]! - rating.stars,
      ofMean: meanOf(rating.book) - rating.stars,
    }));
  });
}

function meanOf(book: number): number {
  const given = train.bookHalfStars.subarray(train.bookStarts[book], train.bookStarts[book + 1]);
  return given.reduce((sum, half) => sum + half / 2, 0) / given.length;
}

const rootMeanSquare = (errors: readonly number[]) =>
  Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);

describe.each([
  ['item ridge', () => createItemRidgeScorer(trainHere(train, DEFAULT_ITEM_RIDGE))],
  ['user cosine', () => createUserCosineScorer(train)],
] as const)('the rating that %s predicts for real readers', (_, create) => {
  test('is nearer to the one they gave than the mean of the book, and the surer the nearer', () => {
    const predictions = predict(create()).toSorted((a, b) => a.confidence - b.confidence);
    expect(predictions.length).toBeGreaterThan(10_000);
    const errorOf = (some: readonly Prediction[]) => rootMeanSquare(some.map((p) => p.error));
    const ofMeans = rootMeanSquare(predictions.map(({ ofMean }) => ofMean));
    expect(errorOf(predictions)).toBeLessThan(0.93 * ofMeans);
    const third = Math.floor(predictions.length / 3);
    const unsure = errorOf(predictions.slice(0, third));
    const between = errorOf(predictions.slice(third, -third));
    const sure = errorOf(predictions.slice(-third));
    expect(sure).toBeLessThan(between);
    expect(between).toBeLessThan(unsure);
  });
});
