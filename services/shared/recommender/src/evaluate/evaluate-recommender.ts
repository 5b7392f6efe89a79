import type { BookId } from '@books/domain/ids';
import { findBook } from '../book-table.ts';
import type { TestReader } from '../holdout.ts';
import { mean, ndcgAt, percentile, recallAt } from '../metrics.ts';
import { shuffle } from '../random.ts';
import { bookCount, type RatingMatrix } from '../rating-matrix.ts';
import type { Profile, Recommendation, RecommendOptions } from '../recommender.ts';

export type Evaluation = {
  /** Means over the test readers, 0 to 1. */
  readonly recall: number;
  readonly ndcg: number;
  /** Share of the books of the training set that somebody's list has. */
  readonly coverage: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** As much of a recommender as an evaluation needs. */
export type BookLister = {
  recommend(profile: Profile, options: RecommendOptions): readonly Pick<Recommendation, 'bookId'>[];
};

export type EvaluationOptions = {
  readonly limit: number;
  /** As if only so many of a reader's training ratings were known, drawn with `random`; none of the others is listed. */
  readonly known?: { readonly count: number; readonly random: () => number } | undefined;
  /** Milliseconds, from any start. */
  readonly now: () => number;
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * Asks for a list for each test reader, with the training ratings as the profile, and compares.
 *
 * @param recommender takes the number of a row for the id of its reader
 */
export function evaluateRecommender(
  train: RatingMatrix,
  readers: readonly TestReader[],
  recommender: BookLister,
  { limit, known, now, onProgress }: EvaluationOptions,
): Evaluation {
  const recalls = new Float64Array(readers.length);
  const ndcgs = new Float64Array(readers.length);
  const times = new Float64Array(readers.length);
  const shown = new Set<number>();
  readers.forEach(({ row, relevant, relevantCount }, n) => {
    const all = profileOf(train, row);
    const profile =
      known === undefined ? all : shuffle([...all], known.random).slice(0, known.count);
    const own = new Set(all.map(({ bookId }) => bookId));
    const isAllowed = known && ((bookId: BookId) => !own.has(bookId));
    const start = now();
    const answer = recommender.recommend(profile, {
      limit,
      userId: String(row),
      ...(isAllowed && { isAllowed }),
    });
    times[n] = now() - start;
    const ranked = answer.map(({ bookId }) => findBook(train.books, bookId));
    for (const book of ranked) shown.add(book);
    recalls[n] = recallAt(limit, ranked, relevant, relevantCount);
    ndcgs[n] = ndcgAt(limit, ranked, relevant, relevantCount);
    if (n % 1000 === 0) onProgress?.(n, readers.length);
  });
  return {
    recall: mean(recalls),
    ndcg: mean(ndcgs),
    coverage: shown.size / Math.max(1, bookCount(train)),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
}

function profileOf(train: RatingMatrix, row: number): Profile {
  if (row === -1) return [];
  const start = train.userStarts[row]!;
  const books = train.userBooks.subarray(start, train.userStarts[row + 1]);
  return Array.from(books, (book, i) => ({
    bookId: train.books.ids[book]!,
    stars: train.userHalfStars[start + i]! / 2,
  }));
}
