import type { IndexedProfile } from './indexed-profile.ts';
import {
  clampStars,
  createRatingBaseline,
  readerOffset,
  readerOffsets,
} from './rating-baseline.ts';
import { bookCount, findUser, userCount, type RatingMatrix } from './rating-matrix.ts';
import type { Recommender } from './recommender.ts';
import {
  addPositiveRow,
  clearScores,
  createScoreBoard,
  takeBest,
  type ScoreBoard,
} from './score-board.ts';
import { createScoredRecommender } from './scored-recommender.ts';
import type { Evidence, Scorer } from './scorer.ts';

export type UserCosineParameters = {
  /** How many of the most similar readers vote, from 1; Infinity for everyone who shares a book. */
  readonly neighbourCount: number;
  /** A book that n readers rated counts n^-popularityDamping in the similarity; 0 counts all alike. */
  readonly popularityDamping: number;
  /** The score of a book that n readers rated is multiplied by n^-voteDamping: everybody votes for what all have read. */
  readonly voteDamping: number;
};

export const DEFAULT_USER_COSINE: UserCosineParameters = {
  neighbourCount: 300,
  popularityDamping: 0.5,
  voteDamping: 0.2,
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
  { neighbourCount, popularityDamping, voteDamping }: UserCosineParameters = DEFAULT_USER_COSINE,
): Scorer {
  const bookWeights = weighBooks(matrix, popularityDamping);
  const voteWeights = weighBooks(matrix, voteDamping);
  const inverseNorms = invertNorms(matrix, bookWeights);
  const baseline = createRatingBaseline(matrix);
  const offsets = readerOffsets(baseline, matrix);
  const similarities = createScoreBoard(userCount(matrix));
  // Position + 1 of a book in the list being explained or in the profile; 0 for other books.
  const positions = new Uint32Array(bookCount(matrix));

  const score = ({ books, stars }: IndexedProfile, board: ScoreBoard, ownRow: number) => {
    const { bookStarts, bookUsers, bookHalfStars, userStarts, userBooks, userHalfStars } = matrix;
    clearScores(similarities);
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      const weight = (stars[m]! * bookWeights[book]!) / 2;
      const [start, end] = [bookStarts[book]!, bookStarts[book + 1]!];
      addPositiveRow(similarities, bookUsers, bookHalfStars, start, end, weight);
    }
    for (let i = 0; i < similarities.touchedCount; i += 1) {
      const user = similarities.touched[i]!;
      similarities.scores[user]! *= inverseNorms[user]!;
    }
    const neighbours = takeBest(similarities, neighbourCount, (user) => user !== ownRow);
    for (const user of neighbours) {
      const vote = similarities.scores[user]! / 2;
      addPositiveRow(
        board,
        userBooks,
        userHalfStars,
        userStarts[user]!,
        userStarts[user + 1]!,
        vote,
      );
    }
    for (let i = 0; i < board.touchedCount; i += 1) {
      const book = board.touched[i]!;
      board.scores[book]! *= voteWeights[book]!;
    }
    return (asked: Uint32Array) => explain({ books, stars }, neighbours, asked);
  };

  const explain = (
    profile: IndexedProfile,
    neighbours: Uint32Array,
    asked: Uint32Array,
  ): Evidence => {
    const width = profile.books.length;
    const addends = new Float64Array(asked.length * width);
    const voters = new Uint32Array(asked.length);
    const similaritySums = new Float64Array(asked.length);
    const deviations = new Float64Array(asked.length);
    asked.forEach((book, n) => (positions[book] = n + 1));
    profile.books.forEach((book, m) => (positions[book] = asked.length + m + 1));
    const shared = new Uint32Array(asked.length + width);
    const sharedStars = new Float64Array(asked.length + width);
    for (const user of neighbours) {
      let count = 0;
      const end = matrix.userStarts[user + 1]!;
      for (let i = matrix.userStarts[user]!; i < end; i += 1) {
        const position = positions[matrix.userBooks[i]!]!;
        if (position === 0) continue;
        shared[count] = position - 1;
        sharedStars[count] = matrix.userHalfStars[i]! / 2;
        count += 1;
      }
      for (let a = 0; a < count; a += 1) {
        const n = shared[a]!;
        if (n >= asked.length) continue;
        const similarity = similarities.scores[user]!;
        const expected = baseline.meanStars + baseline.bookOffsets[asked[n]!]! + offsets[user]!;
        voters[n]! += 1;
        similaritySums[n]! += similarity;
        deviations[n]! += similarity * (sharedStars[a]! - expected);
        for (let b = 0; b < count; b += 1) {
          const m = shared[b]! - asked.length;
          if (m < 0) continue;
          const weight = profile.stars[m]! * bookWeights[profile.books[m]!]! * inverseNorms[user]!;
          const vote = sharedStars[a]! * voteWeights[asked[n]!]!;
          addends[n * width + m]! += weight * sharedStars[b]! * vote;
        }
      }
    }
    asked.forEach((book) => (positions[book] = 0));
    profile.books.forEach((book) => (positions[book] = 0));
    const confidences = new Float64Array(asked.length);
    const predictedStars = new Float64Array(asked.length);
    const generosity = readerOffset(baseline, profile);
    for (let n = 0; n < asked.length; n += 1) {
      confidences[n] = voters[n]! / (voters[n]! + VOTER_PRIOR_WEIGHT);
      const expected = baseline.meanStars + baseline.bookOffsets[asked[n]!]! + generosity;
      const deviation = voters[n] === 0 ? 0 : deviations[n]! / similaritySums[n]!;
      predictedStars[n] = clampStars(expected + confidences[n]! * deviation);
    }
    return { predictedStars, confidences, addends };
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
