import { solvePositiveDefinite } from './cholesky.ts';
import type { Candidates } from './item-candidates.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { userCount, type RatingNumbers } from './rating-matrix.ts';
import { sharedFloat32 } from './shared-arrays.ts';

/** Weight of the link from each candidate to its book, at the candidate's place; 0 where there is none. */
export type LinkWeights = Float32Array;

export function emptyLinkWeights({ books }: Candidates): LinkWeights {
  return sharedFloat32(books.length);
}

/**
 * Ridge regression of each book on its candidates: which mix of books read tells best who reads this one?
 *
 * With x_uj = 1 for a book j that u has rated, y_u = (stars / 5)^targetPower for a reader of the book and 0 for others, and
 * a_u = (books of u)^-activityDamping, times 1 + readerEmphasis for readers of the book, the weights w minimise
 * sum over all u of a_u (y_u - sum over candidates j of w_j x_uj)^2, plus sum over j of
 * (shrinkage + relativeShrinkage x sum of a_u x_uj) w_j^2. They are then multiplied by (readers)^-popularityDamping.
 *
 * @returns fills in the weights of a range of books; those beyond `neighbourCount` are set to 0
 */
export function createRidgeSolver(matrix: RatingNumbers, parameters: ItemRidgeParameters) {
  const { neighbourCount, shrinkage, relativeShrinkage, popularityDamping } = parameters;
  const { bookStarts } = matrix;
  const stride = neighbourCount + 1;
  const normal = createNormalEquations(matrix, parameters);
  const vector = new Float64Array(stride);

  return (from: number, to: number, candidates: Candidates, weights: LinkWeights): void => {
    for (let target = from; target < to; target += 1) {
      const at = target * candidates.width;
      const size = Math.min(candidates.counts[target]!, neighbourCount);
      const gram = normal.gather(candidates.books.subarray(at, at + size), target);
      for (let p = 0; p < size; p += 1) {
        vector[p] = gram[size * stride + p]!;
        const diagonal = p * stride + p;
        gram[diagonal] = gram[diagonal]! * (1 + relativeShrinkage) + shrinkage;
      }
      if (!solvePositiveDefinite(gram, vector, size, stride)) vector.fill(0);
      const readers = bookStarts[target + 1]! - bookStarts[target]!;
      const scale = readers ** -popularityDamping;
      weights.fill(0, at, at + candidates.width);
      for (let p = 0; p < size; p += 1) weights[at + p] = vector[p]! * scale;
    }
  };
}

/** Gathers the sums of products of a book and its candidates, looking only at readers of at least one of them. */
function createNormalEquations(
  matrix: RatingNumbers,
  { neighbourCount, activityDamping, readerEmphasis, targetPower }: ItemRidgeParameters,
) {
  const { bookStarts, bookUsers, bookHalfStars, userStarts } = matrix;
  const stride = neighbourCount + 1;
  const gram = new Float64Array(stride * stride);
  const readerWeights = new Float64Array(userCount(matrix));
  for (let user = 0; user < readerWeights.length; user += 1) {
    readerWeights[user] = (userStarts[user + 1]! - userStarts[user]!) ** -activityDamping;
  }
  // Weights in force for the present book; set back to the plain ones by copying, which leaves no rounding behind.
  const weights = readerWeights.slice();
  const wishes = Float64Array.from({ length: 11 }, (_, half) => (half / 10) ** targetPower);
  // The candidates that a reader has read so far, as a chain: heads by reader, -1 at its end.
  const heads = new Int32Array(userCount(matrix)).fill(-1);
  let nexts = new Int32Array(4096);
  let positions = new Uint16Array(4096);

  const gather = (candidates: Uint32Array, target: number): Float64Array => {
    const size = candidates.length;
    for (let p = 0; p <= size; p += 1) gram.fill(0, p * stride, p * stride + p + 1);
    let room = 0;
    for (const book of candidates) room += bookStarts[book + 1]! - bookStarts[book]!;
    if (room > nexts.length) {
      nexts = new Int32Array(room * 2);
      positions = new Uint16Array(room * 2);
    }
    const targetEnd = bookStarts[target + 1]!;
    for (let i = bookStarts[target]!; i < targetEnd; i += 1) {
      weights[bookUsers[i]!]! *= 1 + readerEmphasis;
    }
    let entry = 0;
    for (let p = 0; p < size; p += 1) {
      const book = candidates[p]!;
      const rowAt = p * stride;
      const end = bookStarts[book + 1]!;
      for (let i = bookStarts[book]!; i < end; i += 1) {
        const user = bookUsers[i]!;
        const weight = weights[user]!;
        const head = heads[user]!;
        gram[rowAt + p]! += weight;
        for (let e = head; e >= 0; e = nexts[e]!) gram[rowAt + positions[e]!]! += weight;
        nexts[entry] = head;
        positions[entry] = p;
        heads[user] = entry;
        entry += 1;
      }
    }
    for (let i = bookStarts[target]!; i < targetEnd; i += 1) {
      const user = bookUsers[i]!;
      const wish = weights[user]! * wishes[bookHalfStars[i]!]!;
      for (let e = heads[user]!; e >= 0; e = nexts[e]!)
        gram[size * stride + positions[e]!]! += wish;
      weights[user] = readerWeights[user]!;
    }
    for (const book of candidates) {
      const end = bookStarts[book + 1]!;
      for (let i = bookStarts[book]!; i < end; i += 1) heads[bookUsers[i]!] = -1;
    }
    return gram;
  };
  return { gather };
}
