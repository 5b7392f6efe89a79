import { fetchRowStarts } from './fetch-ahead.ts';
import type { IndexedProfile } from './indexed-profile.ts';
import { mean } from './metrics.ts';
import { findNear, moreRoom } from './near-ratings.ts';
import { createPopularityPull, weighVotes } from './popularity-pull.ts';
import {
  clampStars,
  createRatingBaseline,
  readerOffset,
  readerOffsets,
} from './rating-baseline.ts';
import { bookCount, findUser, userCount, type RatingMatrix } from './rating-matrix.ts';
import type { Recommender } from './recommender.ts';
import { addPositiveRow, createScoreBoard, drainBest, type ScoreBoard } from './score-board.ts';
import { createScoredRecommender } from './scored-recommender.ts';
import type { Evidence, Scorer } from './scorer.ts';
import type { Ranked } from './top-list.ts';

export type UserCosineParameters = {
  /** How many of the most similar readers vote, from 1; Infinity for everyone who shares a book. */
  readonly neighbourCount: number;
  /** A book that n readers rated counts n^-popularityDamping in the similarity; 0 counts all alike. */
  readonly popularityDamping: number;
  /** The score of a book that n readers rated is multiplied by n^-voteDamping: everybody votes for what all have read. */
  readonly voteDamping: number;
  /** As if so many readers more had voted, each for what readers read on average: few votes say little. 0 for none. */
  readonly popularityPull: number;
};

export const DEFAULT_USER_COSINE: UserCosineParameters = {
  neighbourCount: 300,
  popularityDamping: 0.5,
  voteDamping: 0.2,
  popularityPull: 100,
};

/**
 * User-user cosine: the readers most similar to the profile vote with their stars.
 *
 * With r the stars and w_j = (readers of j)^-popularityDamping, the similarity of readers u and v is the cosine of
 * their ratings with each book weighted: sum over shared books of w_j r_uj r_vj, divided by |u| |v|, where
 * |v|^2 = sum of w_j r_vj^2. The score of book i is the sum over the nearest readers v of similarity x r_vi, times
 * z_i = (readers of i)^-voteDamping, times |u|: that last factor is the same for all books, and without it the score is a
 * plain sum over the profile. The addend of the reader's rating of j is z_i r_uj w_j x (sum over the nearest v of r_vj r_vi / |v|). So taking a rating
 * away lowers each score by its addend exactly as long as the same readers vote: always with an unlimited
 * `neighbourCount`; with a limited one other readers may come among the nearest.
 *
 * With a pull of p the score is z_i x (sum over v of similarity x r_vi + p x mean similarity of the nearest x a_i), where a_i is
 * the sum of all stars of i divided by the number of all readers: each of p readers more votes for i with what a reader
 * gives it on average, and is as near as the nearest are. The mean is a sum over the profile as well, so addends stay exact.
 *
 * The predicted rating is the baseline of book and reader (see rating-baseline.ts) plus how far the voters stood
 * from their own baselines on average, as if five more had stood exactly on it. The confidence is
 * n / (n + 5) with n voters: how much of the prediction comes from readers like this one.
 */
export function createUserCosine(options: {
  readonly matrix: RatingMatrix;
  readonly version: string;
  /** Number of a reader's row when the ids asked with are not those of the matrix. */
  readonly findRow?: ((userId: string) => number) | undefined;
  /** How many of the newest ratings count; 500 where nothing is said. */
  readonly maxProfileLength?: number | undefined;
  readonly parameters?: UserCosineParameters;
}): Recommender {
  const { matrix, version, parameters } = options;
  return createScoredRecommender({
    algorithm: 'user-cosine',
    version,
    books: matrix.books,
    scorer: createUserCosineScorer(matrix, parameters),
    findRow: options.findRow ?? ((userId) => findUser(matrix, userId)),
    maxProfileLength: options.maxProfileLength,
  });
}

/** As many voters count as much as the baseline. */
const VOTER_PRIOR_WEIGHT = 5;

export function createUserCosineScorer(
  matrix: RatingMatrix,
  parameters: UserCosineParameters = DEFAULT_USER_COSINE,
): Scorer {
  const { neighbourCount, popularityDamping, voteDamping, popularityPull } = parameters;
  const bookWeights = weighBooks(matrix, popularityDamping);
  const voteWeights = weighBooks(matrix, voteDamping);
  const pull = createPopularityPull(matrix, popularityPull, voteWeights);
  const inverseNorms = invertNorms(matrix, bookWeights);
  const baseline = createRatingBaseline(matrix);
  const offsets = readerOffsets(baseline, matrix);
  const similarities = createScoreBoard(userCount(matrix));
  // Rank of a reader among the neighbours of the answer being explained.
  const ranks = new Uint32Array(userCount(matrix));
  // One bit for each of these readers: small enough for the fastest memory, and most readers are none.
  const isNear = new Uint32Array(Math.ceil(userCount(matrix) / 32));
  // Of one book, by readers who are near; one place more than the most read book has ratings.
  const nearRatings = new Uint32Array(userCount(matrix) + 1);
  let shared = moreRoom(undefined, 1024);

  const score = ({ books, stars }: IndexedProfile, board: ScoreBoard, ownRow: number) => {
    const { bookStarts, bookUsers, bookHalfStars, userStarts, userBooks, userHalfStars } = matrix;
    fetchRowStarts(books, bookStarts, bookUsers, bookHalfStars);
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      const weight = (stars[m]! * bookWeights[book]!) / 2;
      const [start, end] = [bookStarts[book]!, bookStarts[book + 1]!];
      addPositiveRow(similarities, bookUsers, bookHalfStars, start, end, weight);
    }
    if (ownRow !== -1) similarities.scores[ownRow] = 0;
    const neighbours = drainBest(similarities, neighbourCount, { factors: inverseNorms });
    fetchRowStarts(neighbours.indexes, userStarts, userBooks, userHalfStars);
    for (let v = 0; v < neighbours.indexes.length; v += 1) {
      const user = neighbours.indexes[v]!;
      const [start, end] = [userStarts[user]!, userStarts[user + 1]!];
      const vote = neighbours.scores[v]! / 2;
      addPositiveRow(board, userBooks, userHalfStars, start, end, vote);
    }
    weighVotes(board, pull, mean(neighbours.scores), voteWeights);
    return (asked: Uint32Array) => explain({ books, stars }, neighbours, asked);
  };

  /** From the readers of the books in question rather than from all that the neighbours have read, which is far more. */
  const explain = (profile: IndexedProfile, neighbours: Ranked, asked: Uint32Array): Evidence => {
    const width = profile.books.length;
    const addends = new Float64Array(asked.length * width);
    const confidences = new Float64Array(asked.length);
    const predictedStars = new Float64Array(asked.length);
    const generosity = readerOffset(baseline, profile);
    for (let v = 0; v < neighbours.indexes.length; v += 1) {
      const user = neighbours.indexes[v]!;
      ranks[user] = v;
      isNear[user >>> 5]! |= 1 << (user & 31);
    }
    const { heads, nexts, places, weights, nearness } = collectShared(profile, neighbours);
    for (let n = 0; n < asked.length; n += 1) {
      const book = asked[n]!;
      const expected = baseline.meanStars + baseline.bookOffsets[book]!;
      let voters = 0;
      let similaritySum = 0;
      let deviations = 0;
      const found = findNear(matrix, book, isNear, nearRatings);
      for (let f = 0; f < found; f += 1) {
        const i = nearRatings[f]!;
        const user = matrix.bookUsers[i]!;
        const v = ranks[user]!;
        const stars = matrix.bookHalfStars[i]! / 2;
        const similarity = neighbours.scores[v]!;
        voters += 1;
        similaritySum += similarity;
        deviations += similarity * (stars - expected - offsets[user]!);
        const vote = stars * voteWeights[book]!;
        for (let e = heads[v]!; e !== -1; e = nexts[e]!) {
          addends[n * width + places[e]!]! += weights[e]! * vote;
        }
      }
      const pulled = pull.stars[book]! * voteWeights[book]!;
      for (let m = 0; m < width; m += 1) addends[n * width + m]! += nearness[m]! * pulled;
      confidences[n] = voters / (voters + VOTER_PRIOR_WEIGHT);
      const deviation = voters === 0 ? 0 : deviations / similaritySum;
      predictedStars[n] = clampStars(expected + generosity + confidences[n]! * deviation);
    }
    for (const user of neighbours.indexes) isNear[user >>> 5] = 0;
    return { predictedStars, confidences, addends };
  };

  /**
   * What each neighbour's vote owes to each rating of the profile, as a chain for each neighbour: `heads` by rank, -1 at
   * the end; and what the mean vote owes to it, by place.
   */
  const collectShared = (profile: IndexedProfile, neighbours: Ranked) => {
    const heads = new Int32Array(neighbours.indexes.length).fill(-1);
    const nearness = new Float64Array(profile.books.length);
    let count = 0;
    for (let m = 0; m < profile.books.length; m += 1) {
      const book = profile.books[m]!;
      const weight = (profile.stars[m]! * bookWeights[book]!) / 2;
      const found = findNear(matrix, book, isNear, nearRatings);
      if (shared.nexts.length < count + found) shared = moreRoom(shared, count + found);
      const { nexts, places, weights } = shared;
      let sum = 0;
      for (let f = 0; f < found; f += 1) {
        const i = nearRatings[f]!;
        const user = matrix.bookUsers[i]!;
        const v = ranks[user]!;
        nexts[count] = heads[v]!;
        places[count] = m;
        weights[count] = weight * matrix.bookHalfStars[i]! * inverseNorms[user]!;
        sum += weights[count]!;
        heads[v] = count;
        count += 1;
      }
      nearness[m] = found === 0 ? 0 : sum / neighbours.indexes.length;
    }
    return { heads, nearness, ...shared };
  };

  return { score };
}

function weighBooks(matrix: RatingMatrix, popularityDamping: number): Float64Array {
  const weights = new Float64Array(bookCount(matrix));
  for (let book = 0; book < weights.length; book += 1) {
    const readers = matrix.bookStarts[book + 1]! - matrix.bookStarts[book]!;
    weights[book] = readers ** -popularityDamping;
  }
  return weights;
}

/** 1 / |v| of every reader v. */
function invertNorms(matrix: RatingMatrix, bookWeights: Float64Array): Float64Array {
  const inverseNorms = new Float64Array(userCount(matrix));
  for (let user = 0; user < inverseNorms.length; user += 1) {
    let squares = 0;
    const end = matrix.userStarts[user + 1]!;
    for (let i = matrix.userStarts[user]!; i < end; i += 1) {
      squares += bookWeights[matrix.userBooks[i]!]! * (matrix.userHalfStars[i]! / 2) ** 2;
    }
    inverseNorms[user] = 1 / Math.sqrt(squares);
  }
  return inverseNorms;
}
