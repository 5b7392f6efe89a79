import { bookCount, type RatingMatrix } from '../../rating-matrix.ts';
import {
  clearMatrix,
  createInverseWorkspace,
  workspaceBytes,
  type InverseWorkspace,
} from './inverse-workspace.ts';
import { invertInThreads } from './invert-in-threads.ts';
import { MAX_MEMORY_BYTES } from './web-assembly.ts';

/** Name of the algorithm for `npm run evaluate`; the product cannot choose it. */
export const EXACT_EASE = 'exact-ease';

/** What a rating counts: 1, or a fifth of its stars. */
export const EXACT_EASE_WEIGHTS = ['binary', 'stars'] as const;

export type ExactEaseParameters = {
  readonly weights: (typeof EXACT_EASE_WEIGHTS)[number];
  /** Added to the diagonal; above 0. */
  readonly lambda: number;
};

/** All item-item weights of a set of ratings, good until the next are computed in the same room. */
export type ExactEaseModel = {
  readonly parameters: ExactEaseParameters;
  /** The books that have ratings, ascending; the n-th has row and column n. */
  readonly books: Uint32Array;
  /** Weight from book j to book i at j x stride + i; 0 from a book to itself. */
  readonly weights: Float64Array;
  readonly stride: number;
};

export type ExactEaseOptions = {
  /** 0 computes in the calling thread. */
  readonly threadCount: number;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** Memory for one model after another, for up to the number of books that a matrix has ratings of. */
export type ExactEaseRoom = { readonly books: Uint32Array; readonly workspace: InverseWorkspace };

/**
 * @param freeBytes memory that may be taken; never more than {@link MAX_MEMORY_BYTES} of it
 * @throws Error that says how much is needed when that is more
 */
export function makeRoom(
  matrix: RatingMatrix,
  freeBytes = process.availableMemory(),
): ExactEaseRoom {
  const books = ratedBookNumbers(matrix);
  const bytes = workspaceBytes(books.length);
  const limit = Math.min(freeBytes, MAX_MEMORY_BYTES);
  if (bytes > limit) {
    throw new Error(
      `${EXACT_EASE} inverts a matrix of all pairs of ${books.length} books: ` +
        `that takes ${inGigabytes(bytes)} of memory, of which it can have ${inGigabytes(limit)}`,
    );
  }
  return { books, workspace: createInverseWorkspace(books.length) };
}

/**
 * The linear autoencoder of Steck (2019) in closed form, over all books at once: with X the ratings, readers by books, and
 * P = (X'X + lambda I)^-1, the weights are B = I - P diag(1 / diag P), so that X B is as near to X as it can be with nothing on
 * the diagonal of B. It is what the sparse item ridge is measured by, far too slow and too large to serve readers with.
 */
export async function computeExactEase(
  matrix: RatingMatrix,
  { books, workspace }: ExactEaseRoom,
  parameters: ExactEaseParameters,
  { threadCount, onProgress }: ExactEaseOptions,
): Promise<ExactEaseModel> {
  fillIn(workspace, matrix, books, parameters);
  await invertInThreads(workspace, threadCount, onProgress);
  const { matrix: weights, size, stride } = workspace;
  const diagonal = Float64Array.from({ length: size }, (_, n) => weights[n * stride + n]!);
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) weights[from * stride + to]! /= -diagonal[to]!;
    weights[from * stride + from] = 0;
  }
  return { parameters, books, weights, stride };
}

/** What a rating counts in X. */
export function valueOf({ weights }: ExactEaseParameters, stars: number): number {
  return weights === 'stars' ? stars / 5 : 1;
}

/** X'X + lambda I, the lower triangle. */
function fillIn(
  workspace: InverseWorkspace,
  matrix: RatingMatrix,
  books: Uint32Array,
  parameters: ExactEaseParameters,
): void {
  clearMatrix(workspace);
  const { matrix: cells, stride } = workspace;
  const rows = new Int32Array(bookCount(matrix)).fill(-1);
  books.forEach((book, row) => (rows[book] = row));
  const { userStarts, userBooks, userHalfStars } = matrix;
  for (let user = 0; user + 1 < userStarts.length; user += 1) {
    const start = userStarts[user]!;
    for (let i = start; i < userStarts[user + 1]!; i += 1) {
      const row = rows[userBooks[i]!]! * stride;
      const value = valueOf(parameters, userHalfStars[i]! / 2);
      for (let j = start; j <= i; j += 1) {
        cells[row + rows[userBooks[j]!]!]! += value * valueOf(parameters, userHalfStars[j]! / 2);
      }
    }
  }
  for (let n = 0; n < books.length; n += 1) cells[n * stride + n]! += parameters.lambda;
}

function ratedBookNumbers({ bookStarts }: RatingMatrix): Uint32Array {
  const all = Uint32Array.from({ length: bookStarts.length - 1 }, (_, book) => book);
  return all.filter((book) => bookStarts[book + 1]! > bookStarts[book]!);
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
