import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { createRatingMatrixBuilder } from '../build-rating-matrix.ts';
import { LIKED_STARS } from '../liked-stars.ts';
import type { RatingMatrix } from '../rating-matrix.ts';
import { createLineReader, type RatingFormat, type TakeRating } from './rating-lines.ts';

export type ReadingOptions = {
  readonly format: RatingFormat;
  /** Bytes of the file that have been read, of all. */
  readonly onProgress?: (done: number, total: number) => void;
};

/** The ratings of a file, `.gz` or plain, on a scale of 1 to 5 stars; of equal pairs the last counts. */
export async function readRatingMatrix(
  path: string,
  options: ReadingOptions,
): Promise<RatingMatrix> {
  const builder = createRatingMatrixBuilder();
  await readRatings(path, options, (userId, bookId, value) => {
    builder.add(userId, bookId, Math.min(value, 127));
  });
  return onFiveStars(builder.build());
}

/** Reads a file line by line, so that its size does not matter. Throws an Error with the number of a faulty line. */
export async function readRatings(
  path: string,
  { format, onProgress }: ReadingOptions,
  take: TakeRating,
): Promise<void> {
  const { size } = await stat(path);
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // A failure to read must end the loop below, which listens to the end of the pipe only.
  file.on('error', (error) => bytes.destroy(error));
  const decoder = new TextDecoder();
  const readLine = createLineReader(format);
  let lineNumber = 0;
  const readNext = (line: string) => {
    lineNumber += 1;
    try {
      readLine(line, take);
    } catch (error) {
      throw new Error(`${path}, line ${lineNumber}`, { cause: error });
    }
  };
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readNext(line);
    onProgress?.(file.bytesRead, size);
  }
  readNext(rest);
}

/**
 * Scores up to 1 (who read what) all become 5 stars; scales that go beyond 5 are drawn to it in proportion. A 0 says in the sets
 * that have it (Book-Crossing) that a book was read and not scored: it counts as {@link LIKED_STARS}, like most books read.
 */
function onFiveStars(matrix: RatingMatrix): RatingMatrix {
  const highest = matrix.userHalfStars.reduce((high, value) => Math.max(high, value), 0);
  if (matrix.userHalfStars.every((value) => value >= 2) && highest > 2 && highest <= 10) {
    return matrix;
  }
  const halfStars = Uint8Array.from({ length: 256 }, (_, value) => {
    if (highest <= 2) return 10;
    if (value === 0) return LIKED_STARS * 2;
    return Math.max(2, highest <= 10 ? value : Math.round((value * 10) / highest));
  });
  for (const values of [matrix.userHalfStars, matrix.bookHalfStars]) {
    values.forEach((value, i) => (values[i] = halfStars[value]!));
  }
  return matrix;
}
