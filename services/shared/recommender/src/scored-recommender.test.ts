import { expect, test } from 'vitest';
import { createBookTable } from './book-table.ts';
import { addScore } from './score-board.ts';
import { createScoredRecommender } from './scored-recommender.ts';
import type { Scorer } from './scorer.ts';
import { aBookId, aProfile } from './testing/ratings.ts';

const books = createBookTable(['a', 'b', 'c', 'd'].map(aBookId));

/** Scores every book but `a` with what its two addends come to. */
function aScorer(addends: Float64Array): Scorer {
  return {
    score(_profile, board) {
      for (let book = 1; book < 4; book += 1) {
        addScore(board, book, addends[2 * book - 2]! + addends[2 * book - 1]!);
      }
      return (asked) => ({
        predictedStars: new Float64Array(asked.length),
        confidences: new Float64Array(asked.length).fill(0.5),
        addends: Float64Array.from({ length: asked.length * 2 }, (_, at) => {
          return addends[2 * (asked[at >> 1]! - 1) + (at & 1)]!;
        }),
      });
    },
  };
}

test('the best is found where only the tenth digit tells, with a score that its reasons add up to', () => {
  const recommender = createScoredRecommender({
    algorithm: 'made up',
    version: '1',
    books,
    scorer: aScorer(Float64Array.of(1, 1, 1, 1 + 1e-10, 1, 1 + 2e-10)),
    findRow: () => -1,
  });
  const [best, ...rest] = recommender.recommend(aProfile({ a: 5, z: 1, b: 2 }), { limit: 1 });
  expect(best).toMatchObject({ bookId: 'd', score: 2 + 2e-10 });
  expect(best?.because.map(({ weight }) => weight)).toEqual([1 + 2e-10, 1]);
  expect(rest).toEqual([]);
});
