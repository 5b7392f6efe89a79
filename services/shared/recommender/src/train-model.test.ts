import { describe, expect, test } from 'vitest';
import { smokeTest } from './model-smoke.ts';
import { decodePublishedModel } from './published-model.ts';
import { aBookId, matrixOf } from './testing/ratings.ts';
import { trainModelInThread } from './train-model-in-thread.ts';
import { trainModel, type TrainModelOptions } from './train-model.ts';

/** Sixty readers of two tastes over twenty books. */
const matrix = matrixOf(
  Array.from({ length: 60 }, (_, reader) =>
    Array.from({ length: 20 }, (_, book) => book)
      .filter((book) => book % 2 === reader % 2 && (book + reader) % 3 !== 0)
      .map((book) => ({
        userId: `r${reader}`,
        bookId: aBookId(`b${book}`),
        stars: 4 + ((book + reader) % 3) / 2,
      })),
  ).flat(),
);
const options: TrainModelOptions = {
  seed: 7,
  threadCount: 1,
  choice: 'default',
  isJudged: true,
  sourceRatings: new Map(),
};

describe('training a model', () => {
  test('judges it on ratings that were held out', async () => {
    const { quality } = await trainModel(matrix, options);
    expect(quality!.ndcg).toBeGreaterThan(quality!.popularityNdcg);
    expect(quality!.coverage).toBeGreaterThan(0.5);
    expect(quality).toMatchObject({ books: 20 });
  });

  test('gives the same bytes for the same ratings, whatever the number of threads', async () => {
    const one = await trainModel(matrix, options);
    const two = await trainModel(matrix, { ...options, threadCount: 2 });
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
  });

  test('leaves judging out when nobody asks for it', async () => {
    const { bytes, quality } = await trainModel(matrix, { ...options, isJudged: false });
    expect(quality).toBeUndefined();
    expect(decodePublishedModel(bytes).quality).toBeUndefined();
  });

  test('does without links where no two books have a reader in common', async () => {
    const lonely = matrixOf([{ userId: 'ann', bookId: aBookId('dune'), stars: 5 }]);
    const { bytes } = await trainModel(lonely, { ...options, isJudged: false });
    expect(smokeTest(bytes)).toEqual([]);
    expect(decodePublishedModel(bytes).choice.algorithm).toBe('user-cosine');
  });

  test('takes over what was chosen before', async () => {
    const { choice } = await trainModel(matrix, { ...options, choice: undefined });
    const again = await trainModel(matrix, { ...options, choice });
    expect(again.choice).toEqual(choice);
  });
});

describe('training in a thread', () => {
  test('gives the same model and tells how far it is', async () => {
    const steps = new Set<string>();
    const { bytes } = await trainModelInThread(
      matrix,
      { ...options, onProgress: (step) => steps.add(step) },
      new AbortController().signal,
    );
    expect(Buffer.compare(bytes, (await trainModel(matrix, options)).bytes)).toBe(0);
    expect(steps).toContain('training');
  });

  test('stops when it is asked to', async () => {
    const abort = new AbortController();
    const training = trainModelInThread(
      matrix,
      { ...options, choice: undefined, onProgress: () => abort.abort() },
      abort.signal,
    );
    await expect(training).rejects.toThrow(/abort/);
  });
});
