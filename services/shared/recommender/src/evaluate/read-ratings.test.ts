import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRatingMatrix } from './read-ratings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ratings-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function starsOf(content: string | Buffer, name = 'ratings.csv') {
  const path = join(folder, name);
  await writeFile(path, content);
  const matrix = await readRatingMatrix(path, { format: 'csv' });
  return Array.from(matrix.bookHalfStars, (halfStars) => halfStars / 2);
}

describe('a file of ratings', () => {
  test('is read as stars, compressed or not', async () => {
    expect(await starsOf('u,a,1\nu,b,3.5\nu,c,5\n')).toEqual([1, 3.5, 5]);
    expect(await starsOf(gzipSync('u,a,1\nu,b,3.5'), 'ratings.csv.gz')).toEqual([1, 3.5]);
  });

  test('of another scale is drawn to one of five stars', async () => {
    expect(await starsOf('u,a,10\nu,b,7\nu,c,0\n')).toEqual([5, 3.5, 4]);
    expect(await starsOf('u,a,1\nu,b,1\n')).toEqual([5, 5]);
  });

  test('with a faulty line is refused by the number of the line', async () => {
    await expect(starsOf('u,a,1\nu\n')).rejects.toThrow('line 2');
  });

  test('that is not there is refused', async () => {
    const path = join(folder, 'nothing.csv.gz');
    await expect(readRatingMatrix(path, { format: 'csv' })).rejects.toThrow('ENOENT');
  });
});
