import { fetchIds, findBook, type BookTable } from './book-table.ts';
import { rankExactly } from './exact-ranking.ts';
import { createProfileIndexer, type IndexedProfile } from './indexed-profile.ts';
import type {
  Profile,
  Reason,
  Recommendation,
  Recommender,
  RecommendOptions,
} from './recommender.ts';
import { clearScores, createScoreBoard, drainBest } from './score-board.ts';
import type { Scorer } from './scorer.ts';

/** Reasons given with a recommendation, at most: nobody reads more. */
export const MAX_REASONS = 3;

/** Books that are added up exactly beyond those asked for: in the seven digits of a score board they might be level with the last. */
const SPARE_BOOKS = 4;

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
  const index = createProfileIndexer(books, maxProfileLength);

  const recommend = (profile: Profile, { limit, isAllowed, userId }: RecommendOptions) => {
    const known = index(profile);
    if (known.books.length === 0) return [];
    try {
      const explain = scorer.score(known, board, userId === undefined ? -1 : findRow(userId));
      for (let m = 0; m < known.books.length; m += 1) board.scores[known.books[m]!] = 0;
      // What is too old to be evidence has been read all the same.
      for (let i = known.books.length; i < profile.length; i += 1) {
        const book = findBook(books, profile[i]!.bookId);
        if (book !== -1) board.scores[book] = 0;
      }
      const best = drainBest(board, limit + SPARE_BOOKS, {
        isAllowed: isAllowed && ((book) => isAllowed(books.ids[book]!)),
      }).indexes;
      fetchIds(books, best);
      const { predictedStars, confidences, addends } = explain(best);
      const ranked = rankExactly(best, addends, known.books.length);
      const end = Math.min(limit, ranked.indexes.length);
      const list: Recommendation[] = [];
      for (let place = 0; place < end; place += 1) {
        const n = ranked.indexes[place]!;
        list.push({
          bookId: books.ids[best[n]!]!,
          score: ranked.scores[place]!,
          predictedRating: predictedStars[n]!,
          confidence: confidences[n]!,
          // Without anybody near who has read it, it is there because it is popular.
          because:
            confidences[n] === 0
              ? []
              : largestReasons(known, addends, n * known.books.length, books),
        });
      }
      return list;
    } finally {
      // Where something was thrown on the way.
      clearScores(board);
    }
  };
  return { algorithm, version, recommend };
}

/** Places of the reasons of one recommendation in the profile: made once, since many are needed. */
const places = new Uint32Array(MAX_REASONS);

/** The largest addends above 0 of the book whose addends begin at `start`, equal ones in order of the profile. */
function largestReasons(
  profile: IndexedProfile,
  addends: Float64Array,
  start: number,
  books: BookTable,
): readonly Reason[] {
  let count = 0;
  let smallest = 0;
  for (let m = 0; m < profile.books.length; m += 1) {
    const weight = addends[start + m]!;
    if (!(weight > smallest)) continue;
    if (count < MAX_REASONS) count += 1;
    let place = count - 1;
    for (; place > 0 && addends[start + places[place - 1]!]! < weight; place -= 1) {
      places[place] = places[place - 1]!;
    }
    places[place] = m;
    if (count === MAX_REASONS) smallest = addends[start + places[count - 1]!]!;
  }
  const reasons: Reason[] = [];
  for (let place = 0; place < count; place += 1) {
    const m = places[place]!;
    reasons.push({ bookId: books.ids[profile.books[m]!]!, weight: addends[start + m]! });
  }
  return reasons;
}
