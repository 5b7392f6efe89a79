import { describe, expect, test } from 'vitest';
import { encodeItemRidge } from './item-ridge-file.ts';
import { startItemRidgeTraining, trainItemRidge } from './item-ridge-training.ts';
import { createRandom } from './random.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { aBookId, matrixOf } from './testing/ratings.ts';
import { TINY_ITEM_RIDGE, trainHere } from './testing/train.ts';

/** 300 readers of 300 books: more than one chunk for each thread. */
function aLibrary(): RatingMatrix {
  const random = createRandom(7);
  const upTo = (limit: number) => Math.floor(random() * limit);
  return matrixOf(
    Array.from({ length: 5000 }, () => ({
      userId: `reader ${upTo(300)}`,
      bookId: aBookId(`book-${upTo(300)}`),
      stars: 1 + upTo(9) / 2,
    })),
  );
}

describe('training on threads', () => {
  test('gives the same bytes whatever the number of threads', async () => {
    const matrix = aLibrary();
    const expected = encodeItemRidge(trainHere(matrix));
    for (const threadCount of [0, 1, 3]) {
      const model = await trainItemRidge(matrix, TINY_ITEM_RIDGE, { threadCount });
      expect(Buffer.compare(encodeItemRidge(model), expected)).toBe(0);
    }
  });

  test('trains one set of parameters after another', async () => {
    const matrix = aLibrary();
    const training = startItemRidgeTraining(matrix, { threadCount: 2 });
    const narrow = { ...TINY_ITEM_RIDGE, neighbourCount: 3 };
    const first = await training.train(narrow);
    const second = await training.train(TINY_ITEM_RIDGE);
    await training.close();
    expect(first.linkWeights.length).toBeLessThanOrEqual(900);
    expect(second).toEqual(trainHere(matrix));
  });

  test('tells how far it has come', async () => {
    const shares: number[] = [];
    await trainItemRidge(aLibrary(), TINY_ITEM_RIDGE, {
      threadCount: 1,
      onProgress: (done, total) => shares.push(done / total),
    });
    expect(shares.at(-1)).toBe(1);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test('fails when a thread fails', async () => {
    const threadUrl = new URL('data:text/javascript,throw new Error("no")');
    const training = trainItemRidge(aLibrary(), TINY_ITEM_RIDGE, { threadCount: 1, threadUrl });
    await expect(training).rejects.toThrow('a training thread failed');
  });
});
