import { parseArgs } from 'node:util';
import { BookId } from '@books/domain/ids';
import { createRatingMatrixBuilder } from '../build-rating-matrix.ts';
import { createProgress } from '../evaluate/progress.ts';
import { MAX_PROFILE_LENGTH } from '../indexed-profile.ts';
import { createItemRidge } from '../item-ridge.ts';
import { decodeItemRidge, encodeItemRidge } from '../item-ridge-file.ts';
import { DEFAULT_ITEM_RIDGE } from '../item-ridge-parameters.ts';
import { trainItemRidge } from '../item-ridge-training.ts';
import { createItemRidgeScorer } from '../item-ridge.ts';
import { percentile } from '../metrics.ts';
import { decodeRatingMatrix, encodeRatingMatrix } from '../rating-matrix-file.ts';
import { bookCount, ratingCount, userCount, type RatingMatrix } from '../rating-matrix.ts';
import type { Profile, Recommender } from '../recommender.ts';
import { rankRows } from '../row-ranking.ts';
import { createUserCosine } from '../user-cosine.ts';
import { createDenseUserCosine } from './dense-user-cosine.ts';
import { AMAZON_BOOK_SIZE, makeRatings, type LibrarySize } from './library.ts';

const HELP = `Measures recommendations on a made-up library, and the original's dense way on sizes it can bear.

  npm run bench:recommend -- [--scale N] [--threads N] [--seed N] [--no-dense]

  --scale N     so many times 52,643 readers, 91,599 books and 2.98 million ratings (default 1)
  --threads N   training threads (default 1)
  --seed N      of the library (default 1)
  --no-dense    leave out the dense way
`;

const { values: args } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    dense: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

/** Sizes at which an answer of the dense way takes seconds at most. */
const DENSE_SIZES: readonly LibrarySize[] = [
  { readers: 500, books: 1000 },
  { readers: 1000, books: 2000 },
  { readers: 2000, books: 4000 },
];

/** Readers whose answers are timed. */
const TIMED_READERS = 5000;
/** Others, answered before: a process in service has its code compiled. */
const WARM_UP_READERS = 5000;

const progress = createProgress();
const seed = Number(args.seed);

if (args.help) {
  process.stdout.write(HELP);
} else {
  if (args.dense) DENSE_SIZES.forEach(benchDense);
  const scale = Number(args.scale);
  await benchOurs({
    readers: AMAZON_BOOK_SIZE.readers * scale,
    books: AMAZON_BOOK_SIZE.books * scale,
  });
}

function benchDense(size: LibrarySize): void {
  const matrix = makeMatrix(size);
  const answer = createDenseUserCosine(matrix);
  const rows = [1, 2, 3];
  const denseMs = timeEach(rows, (row) => answer(row));
  const ours = createUserCosine({ matrix, version: 'bench' });
  const profiles = rows.map((row) => profileOf(matrix, row));
  const ourMs = timeEach(profiles, (profile) => ours.recommend(profile, { limit: 20 }));
  print(
    `${size.readers} x ${size.books}: dense ml-matrix ${milliseconds(denseMs)}, ours ${milliseconds(ourMs)}`,
  );
}

async function benchOurs(size: LibrarySize): Promise<void> {
  const matrix = timed('make and build the matrix', () => makeMatrix(size));
  print(
    `${userCount(matrix)} readers, ${bookCount(matrix)} books, ${ratingCount(matrix)} ratings, ` +
      `sum of squared list lengths ${(sumOfSquares(matrix) / 1e6).toFixed(0)} M`,
  );
  const matrixFile = timed('encode the matrix', () => encodeRatingMatrix(matrix));
  timed('load and verify the matrix', () => decodeRatingMatrix(matrixFile));
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  const model = await trainItemRidge(matrix, DEFAULT_ITEM_RIDGE, {
    threadCount: Number(args.threads),
    onProgress: (done, total) => progress.show('train', done, total),
  });
  progress.stop();
  const trainMs = performance.now() - start;
  print(`train on ${args.threads} thread(s): ${milliseconds(trainMs)}`);
  const listStart = performance.now();
  const rank = rankRows(matrix, createItemRidgeScorer(model));
  for (let row = 0; row < userCount(matrix); row += 1) rank(row, 20);
  const listMs = performance.now() - listStart;
  print(`everybody's top 20: ${milliseconds(listMs)}`);
  const cpu = process.cpuUsage(cpuStart);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  // On a machine that others use too, processor time tells more than time on the clock.
  const perMillion = (trainMs + listMs) / 1000 / (ratingCount(matrix) / 1e6);
  print(
    `train and list: ${perMillion.toFixed(1)} s a million ratings, ` +
      `${cpuSeconds.toFixed(1)} s of processor time`,
  );
  const file = timed('encode the model', () => encodeItemRidge(model));
  timed('load and verify the model', () => decodeItemRidge(file));
  const links = model.linkTargets.length;
  print(`${links} links, ${(file.length / links).toFixed(2)} bytes each with all else`);
  benchAnswers(matrix, createItemRidge({ model, version: 'bench' }));
  benchAnswers(matrix, createUserCosine({ matrix, version: 'bench' }));
  print(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

function benchAnswers(matrix: RatingMatrix, recommender: Recommender): void {
  // Rows are in no order, so the first readers are a sample of all; only the newest of a long profile count.
  const count = Math.min(TIMED_READERS + WARM_UP_READERS, userCount(matrix));
  const texts = Array.from({ length: count }, (_, row) =>
    JSON.stringify(profileOf(matrix, row).slice(0, MAX_PROFILE_LENGTH)),
  );
  const answerMs = (text: string): number => {
    // As a service has it: decoded a moment ago.
    const profile = JSON.parse(text) as Profile;
    const start = performance.now();
    recommender.recommend(profile, { limit: 20 });
    return performance.now() - start;
  };
  for (const text of texts.slice(TIMED_READERS)) answerMs(text);
  const times = Float64Array.from(texts.slice(0, TIMED_READERS), answerMs);
  const at = (share: number) => percentile(times, share).toFixed(3);
  print(`${recommender.algorithm}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms`);
}

function makeMatrix(size: LibrarySize): RatingMatrix {
  const builder = createRatingMatrixBuilder();
  const bookIds = Array.from({ length: size.books }, (_, book) => BookId.parse(`book-${book}`));
  for (const { reader, book, stars } of makeRatings(size, seed)) {
    builder.add(`reader-${reader}`, bookIds[book]!, stars);
  }
  return builder.build();
}

function profileOf(matrix: RatingMatrix, row: number): Profile {
  const start = matrix.userStarts[row]!;
  const books = matrix.userBooks.subarray(start, matrix.userStarts[row + 1]);
  return Array.from(books, (book, i) => ({
    bookId: matrix.books.ids[book]!,
    stars: matrix.userHalfStars[start + i]! / 2,
  }));
}

function sumOfSquares(matrix: RatingMatrix): number {
  let sum = 0;
  for (let row = 0; row < userCount(matrix); row += 1) {
    sum += (matrix.userStarts[row + 1]! - matrix.userStarts[row]!) ** 2;
  }
  return sum;
}

/** Mean milliseconds of a call. */
function timeEach<T>(inputs: readonly T[], call: (input: T) => unknown): number {
  const start = performance.now();
  for (const input of inputs) call(input);
  return (performance.now() - start) / inputs.length;
}

function timed<T>(what: string, call: () => T): T {
  const start = performance.now();
  const result = call();
  print(`${what}: ${milliseconds(performance.now() - start)}`);
  return result;
}

function milliseconds(time: number): string {
  return time < 10 ? `${time.toFixed(2)} ms` : `${time.toFixed(0)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
