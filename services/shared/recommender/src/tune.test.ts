import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { aBookId, matrixOf } from './testing/ratings.ts';
import { tune } from './tune.ts';

/** Readers of one of four kinds, who read books of their kind only; each kind has 20. */
function aDividedLibrary() {
  const random = createRandom(3);
  const upTo = (limit: number) => Math.floor(random() * limit);
  return matrixOf(
    Array.from({ length: 3000 }, () => {
      const reader = upTo(200);
      return {
        userId: `reader ${reader}`,
        bookId: aBookId(`book-${(reader % 4) * 20 + upTo(20)}`),
        stars: 4 + upTo(3) / 2,
      };
    }),
  );
}

describe('tuning', () => {
  test('prefers an algorithm that sees the kinds of readers to popularity', async () => {
    const { choice, validation } = await tune(aDividedLibrary(), { seed: 1, threadCount: 1 });
    expect(choice.algorithm).not.toBe('popularity');
    expect(validation['item-ridge']).toBeGreaterThan(validation.popularity! * 1.5);
    expect(validation['user-cosine']).toBeGreaterThan(validation.popularity! * 1.5);
  });

  test('prefers popularity where readers have nothing in common but what is popular', async () => {
    const random = createRandom(5);
    const readers = Array.from({ length: 300 }, (_, reader) => `reader ${reader}`);
    const matrix = matrixOf(
      readers.flatMap((userId) =>
        Array.from({ length: 6 }, () => ({
          userId,
          bookId: aBookId(`book-${Math.floor(100 * random() ** 3)}`),
          stars: 5,
        })),
      ),
    );
    const { choice } = await tune(matrix, { seed: 1, threadCount: 1 });
    expect(choice).toMatchObject({ algorithm: 'popularity', longProfileLength: 1 });
  });

  test('chooses the same again', { timeout: 60_000 }, async () => {
    const matrix = aDividedLibrary();
    const first = await tune(matrix, { seed: 2, threadCount: 1 });
    expect(await tune(matrix, { seed: 2, threadCount: 2 })).toEqual(first);
  });

  test('keeps to an algorithm that was asked for', async () => {
    const options = { seed: 1, threadCount: 1, algorithm: 'user-cosine' } as const;
    const { choice, validation } = await tune(aDividedLibrary(), options);
    expect(choice).toMatchObject({ algorithm: 'user-cosine', longProfileLength: 1 });
    expect(Object.keys(validation)).toEqual(['popularity', 'user-cosine']);
  });

  test('keeps the defaults where there is nothing to learn from', async () => {
    const matrix = matrixOf([{ userId: 'ann', bookId: aBookId('dune'), stars: 5 }]);
    const { choice } = await tune(matrix, { seed: 1, threadCount: 1 });
    expect(choice).toMatchObject({ algorithm: 'item-ridge', longProfileLength: 5 });
  });
});
