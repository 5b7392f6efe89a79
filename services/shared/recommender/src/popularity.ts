import type { SourceRating } from '@books/domain/book';
import { dampedMean } from '@books/domain/damped-mean';
import type { BookId } from '@books/domain/ids';
import { statsOf, type RatingStats } from '@books/domain/rating-stats';
import { popularityCount } from '@books/domain/shown-rating';
import type { RatingMatrix } from './rating-matrix.ts';
import type { Profile, Recommendation, Recommender, RecommendOptions } from './recommender.ts';

export type PopularityParameters = {
  /** How many ratings the catalogue's mean counts as in a book's mean. */
  readonly priorWeight: number;
};

export const DEFAULT_POPULARITY: PopularityParameters = { priorWeight: 20 };

/** A book with the ratings given here and those that came with the catalogue. */
export type RatedBook = {
  readonly bookId: BookId;
  readonly stats: RatingStats;
  readonly source?: SourceRating | undefined;
};

/**
 * What most readers like, the same for everybody: for readers of whom nothing is known.
 *
 * The score is the number of readers (the larger of the platform's count and the catalogue's), plus one, times how
 * far the mean of all ratings, damped towards the mean of all books, lies above one star. The predicted rating is that
 * mean. The confidence is n / (n + priorWeight) with n ratings: how much of the mean is the book's own. It says
 * nothing about the reader.
 *
 * @param books sorted once; books that everybody gave one star are never recommended
 */
export function createPopularity(options: {
  readonly books: Iterable<RatedBook>;
  readonly version: string;
  readonly parameters?: PopularityParameters;
}): Recommender {
  const { version, parameters = DEFAULT_POPULARITY } = options;
  const ranked = rankBooks([...options.books], parameters.priorWeight);

  const recommend = (profile: Profile, { limit, isAllowed }: RecommendOptions) => {
    const own = new Set(profile.map(({ bookId }) => bookId));
    const best: Recommendation[] = [];
    for (const recommendation of ranked) {
      if (best.length >= limit) break;
      const { bookId } = recommendation;
      if (!own.has(bookId) && isAllowed?.(bookId) !== false) best.push(recommendation);
    }
    return best;
  };
  return { algorithm: 'popularity', version, recommend };
}

function rankBooks(books: readonly RatedBook[], priorWeight: number): readonly Recommendation[] {
  let count = 0;
  let sum = 0;
  const totals = books.map(({ stats, source }) => {
    const total = {
      count: stats.count + (source?.count ?? 0),
      sum: stats.halfStarSum / 2 + (source === undefined ? 0 : source.average * source.count),
    };
    count += total.count;
    sum += total.sum;
    return total;
  });
  const priorMean = count === 0 ? 3 : sum / count;
  return books
    .map(({ bookId, stats, source }, n): Recommendation => {
      const total = totals[n]!;
      const mean = dampedMean(total, priorMean, priorWeight);
      return {
        bookId,
        score: (popularityCount(stats, source) + 1) * (mean - 1),
        predictedRating: mean,
        confidence: total.count === 0 ? 0 : total.count / (total.count + priorWeight),
        because: [],
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.bookId < b.bookId ? -1 : 1));
}

/** The books of a matrix with the ratings it holds. */
export function ratedBooks(matrix: RatingMatrix): readonly RatedBook[] {
  return matrix.books.ids.map((bookId, book) => {
    const range = matrix.bookHalfStars.subarray(
      matrix.bookStarts[book],
      matrix.bookStarts[book + 1],
    );
    return { bookId, stats: statsOf(Array.from(range, (halfStars) => halfStars / 2)) };
  });
}
