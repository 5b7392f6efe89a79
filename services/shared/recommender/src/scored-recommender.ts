import type { BookTable } from './book-table.ts';
import { indexProfile, type IndexedProfile } from './indexed-profile.ts';
import type { Profile, Reason, Recommender, RecommendOptions } from './recommender.ts';
import { clearScores, createScoreBoard, takeBest } from './score-board.ts';
import type { Scorer } from './scorer.ts';

/** Reasons given with a recommendation, at most: nobody reads more. */
export const MAX_REASONS = 3;

export type ScoredRecommenderOptions = {
  readonly algorithm: string;
  readonly version: string;
  readonly books: BookTable;
  readonly scorer: Scorer;
  /** Number of a reader's row in the matrix of the scorer, -1 for none; used to leave it out. */
  readonly findRow: (userId: string) => number;
  /** How many of the newest ratings count; 500 where nothing is said. */
  readonly maxProfileLength?: number | undefined;
};

/** Ranks what a scorer scores: best first, books of the profile and those not allowed taken out before. */
export function createScoredRecommender(options: ScoredRecommenderOptions): Recommender {
  const { algorithm, version, books, scorer, findRow, maxProfileLength } = options;
  const board = createScoreBoard(books.ids.length);

  const recommend = (profile: Profile, { limit, isAllowed, userId }: RecommendOptions) => {
    const known = indexProfile(profile, books, maxProfileLength);
    if (known.books.length === 0) return [];
    try {
      const explain = scorer.score(known, board, userId === undefined ? -1 : findRow(userId));
      for (const book of known.books) board.scores[book] = 0;
      // What is too old to be evidence has been read all the same.
      for (let i = known.books.length; i < profile.length; i += 1) {
        const book = books.indexOf.get(profile[i]!.bookId);
        if (book !== undefined) board.scores[book] = 0;
      }
      const best = takeBest(
        board,
        limit,
        isAllowed === undefined ? undefined : (book) => isAllowed(books.ids[book]!),
      );
      const { predictedStars, confidences, addends } = explain(best);
      return Array.from(best, (book, n) => ({
        bookId: books.ids[book]!,
        score: board.scores[book]!,
        predictedRating: predictedStars[n]!,
        confidence: confidences[n]!,
        because: largestReasons(
          known,
          addends.subarray(n * known.books.length, (n + 1) * known.books.length),
          books,
        ),
      }));
    } finally {
      clearScores(board);
    }
  };
  return { algorithm, version, recommend };
}

/** The largest addends above 0, equal ones in order of the profile. */
function largestReasons(
  profile: IndexedProfile,
  addends: Float64Array,
  books: BookTable,
): readonly Reason[] {
  const reasons: Reason[] = [];
  const isTaken = new Uint8Array(addends.length);
  while (reasons.length < MAX_REASONS) {
    let largest = -1;
    let weight = 0;
    for (let m = 0; m < addends.length; m += 1) {
      if (addends[m]! <= weight || isTaken[m] === 1) continue;
      largest = m;
      weight = addends[m]!;
    }
    if (largest === -1) break;
    isTaken[largest] = 1;
    reasons.push({ bookId: books.ids[profile.books[largest]!]!, weight });
  }
  return reasons;
}
