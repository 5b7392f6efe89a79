import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RatingFormat } from './rating-lines.ts';
import { runEvaluation, type EvaluationRun } from './run-evaluation.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluation-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function evaluate(
  format: RatingFormat,
  files: { train: string[]; test: string[] },
  run: Partial<EvaluationRun> = {},
) {
  const paths = { trainPath: join(folder, 'train.txt'), testPath: join(folder, 'test.txt') };
  await writeFile(paths.trainPath, files.train.join('\n'));
  await writeFile(paths.testPath, files.test.join('\n'));
  return runEvaluation(
    { ...paths, format, isTuned: true, k: 2, seed: 1, threadCount: 1, ...run },
    { show: () => {}, stop: () => {} },
  );
}

describe('an evaluation of files', () => {
  test('takes readers and books of the test that training does not know, and counts them', async () => {
    // 5 is nobody in training and gets what is popular: 0 and 1. Nobody can find book 9.
    const files = {
      train: ['0 0 1 2', '1 0 1', '2', '', '3 0'],
      test: ['5 0 9', '3 1'],
    };
    const report = await evaluate('adjacency', files, { algorithm: 'popularity' });
    expect(report).toMatchObject({ users: 3, items: 4, train: 6, test: 3, k: 2 });
    expect(report.recall).toBeCloseTo((1 / 2 + 1) / 2, 12);
  });

  test('counts the last of equal pairs', async () => {
    const files = { train: ['ann,a,5', 'ann,a,2', 'bob,b,4'], test: ['ann,b,5', 'ann,b,5'] };
    expect(await evaluate('csv', files)).toMatchObject({ train: 2, test: 1 });
  });

  test('gives every reader of a small set what there is', async () => {
    const files = { train: ['ann,a,0.5', 'ann,b,5', 'bob,b,4'], test: ['bob,a,3'] };
    expect(await evaluate('csv', files)).toMatchObject({ recall: 1 });
  });

  test('asks exact EASE where it is wanted, with what is given and what validation chooses', async () => {
    const liked = Array.from({ length: 20 }, (_, n) => `r${n},a,5\nr${n},b,4\nr${n},c,5`);
    const files = { train: [...liked, 'ann,a,5', 'ann,b,4'], test: ['ann,c,5'] };
    const wanted = { algorithm: 'exact-ease', k: 1 } as const;
    const given = await evaluate('csv', files, {
      ...wanted,
      exactEase: { weights: 'binary', lambda: 7 },
    });
    expect(given).toMatchObject({
      algorithm: 'exact-ease',
      recall: 1,
      parameters: { weights: 'binary', lambda: 7 },
      validation: [],
    });
    const tuned = await evaluate('csv', files, { ...wanted, exactEase: { weights: 'binary' } });
    expect(tuned.validation).not.toHaveLength(0);
    expect(tuned).toMatchObject({ recall: 1, parameters: { weights: 'binary' } });
  }, 30_000);

  test.each([
    ['train', { train: [''], test: ['ann,a,5'] }],
    ['test', { train: ['ann,a,5'], test: [] }],
  ])('refuses a %s file without ratings', async (name, files) => {
    await expect(evaluate('csv', files)).rejects.toThrow(`${name}.txt holds no ratings`);
  });

  test('names the line that it cannot read', async () => {
    const files = { train: ['user,item,rating', '1,2,5', '1,3,five'], test: ['1,2,5'] };
    const failure = await evaluate('csv', files).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/train\.txt, line 3$/),
      cause: { message: expect.stringContaining('must be a number') },
    });
  });
});
