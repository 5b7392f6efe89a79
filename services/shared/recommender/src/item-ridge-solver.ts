import { dampedMean } from '@books/domain/damped-mean';
import { solvePositiveDefinite } from './cholesky.ts';
import { fetchRowStarts, keepReads } from './fetch-ahead.ts';
import type { Candidates } from './item-candidates.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { LIKED_STARS } from './liked-stars.ts';
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
 * (shrinkage + relativeShrinkage x sum of a_u x_uj) (w_j - p_j)^2, where p_j = similarityPrior x (sum of a_u y_u x_uj) /
 * sqrt((sum of a_u x_uj) x (sum of a_u over readers of the book)), a cosine. They are then multiplied by
 * (readers)^-popularityDamping and by (share of readers who liked the book)^likingPower.
 *
 * @returns fills in the weights of a range of books; those beyond `neighbourCount` are set to 0
 */
export function createRidgeSolver(matrix: RatingNumbers, parameters: ItemRidgeParameters) {
  const { neighbourCount, shrinkage, relativeShrinkage, similarityPrior } = parameters;
  const stride = neighbourCount + 1;
  const normal = createNormalEquations(matrix, parameters);
  const vector = new Float64Array(stride);
  const scales = scaleBooks(matrix, parameters);

  return (from: number, to: number, candidates: Candidates, weights: LinkWeights): void => {
    for (let target = from; target < to; target += 1) {
      const at = target * candidates.width;
      const size = Math.min(candidates.counts[target]!, neighbourCount);
      const gram = normal.gather(candidates.books.subarray(at, at + size), target);
      const targetWeight = gram[size * stride + size]!;
      for (let p = 0; p < size; p += 1) {
        const diagonal = p * stride + p;
        const weight = gram[diagonal]!;
        const wishes = gram[size * stride + p]!;
        const pull = weight * relativeShrinkage + shrinkage;
        const prior = (similarityPrior * wishes) / Math.sqrt(weight * targetWeight);
        vector[p] = wishes + pull * prior;
        gram[diagonal] = weight + pull;
      }
      if (!solvePositiveDefinite(gram, vector, size, stride)) vector.fill(0);
      weights.fill(0, at, at + candidates.width);
      for (let p = 0; p < size; p += 1) weights[at + p] = vector[p]! * scales[target]!;
    }
  };
}

/** As many ratings count in the share of those who liked a book as if they had been given to any book. */
const LIKING_PRIOR_WEIGHT = 10;

/** What all links to each book are multiplied by: for its popularity, and for how well it is liked. */
function scaleBooks(
  { bookStarts, bookHalfStars }: RatingNumbers,
  { popularityDamping, likingPower }: ItemRidgeParameters,
): Float64Array {
  const liked = new Uint32Array(bookStarts.length - 1);
  let allLiked = 0;
  for (let book = 0; book < liked.length; book += 1) {
    for (let i = bookStarts[book]!; i < bookStarts[book + 1]!; i += 1) {
      if (bookHalfStars[i]! >= LIKED_STARS * 2) liked[book]! += 1;
    }
    allLiked += liked[book]!;
  }
  // Where nobody likes anything no book is liked better.
  const likedShare = allLiked === 0 ? 1 : allLiked / bookHalfStars.length;
  return Float64Array.from(liked, (sum, book) => {
    const count = bookStarts[book + 1]! - bookStarts[book]!;
    const share = dampedMean({ count, sum }, likedShare, LIKING_PRIOR_WEIGHT);
    return count ** -popularityDamping * share ** likingPower;
  });
}

/**
 * Gathers the sums of products of a book and its candidates, looking only at readers of at least one of them: below the
 * diagonal and on it those of candidates; in the row behind them those of the book's wishes, and its own weight at last.
 */
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

  /** How long a chain is cannot be guessed, and a wrong guess shows only when its head has come. */
  const fetchReaders = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += weights[bookUsers[i]!]! + heads[bookUsers[i]!]!;
    keepReads(sum);
  };

  const gather = (candidates: Uint32Array, target: number): Float64Array => {
    const size = candidates.length;
    for (let p = 0; p <= size; p += 1) gram.fill(0, p * stride, p * stride + p + 1);
    fetchRowStarts(candidates, bookStarts, bookUsers, bookHalfStars);
    let room = 0;
    for (const book of candidates) room += bookStarts[book + 1]! - bookStarts[book]!;
    if (room > nexts.length) {
      nexts = new Int32Array(room * 2);
      positions = new Uint16Array(room * 2);
    }
    const targetEnd = bookStarts[target + 1]!;
    for (let i = bookStarts[target]!; i < targetEnd; i += 1) {
      const user = bookUsers[i]!;
      weights[user]! *= 1 + readerEmphasis;
      gram[size * stride + size]! += weights[user]!;
    }
    let entry = 0;
    for (let p = 0; p < size; p += 1) {
      const book = candidates[p]!;
      const rowAt = p * stride;
      const end = bookStarts[book + 1]!;
      fetchReaders(bookStarts[book]!, end);
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
