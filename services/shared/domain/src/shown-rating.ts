import type { SourceRating } from './book.ts';
import { averageRating, type RatingStats } from './rating-stats.ts';

/** From this many ratings on the platform's own mean is shown instead of the catalogue's. */
export const OWN_RATINGS_NEEDED = 5;

/**
 * The rating that search results and lists show for a book.
 *
 * @returns the platform's mean and count from {@link OWN_RATINGS_NEEDED} ratings on, else the catalogue's, else
 *   the few there are; `average` is null when there is none at all
 */
export function shownRating(
  stats: RatingStats,
  source: SourceRating | undefined,
): { readonly average: number | null; readonly count: number } {
  if (stats.count >= OWN_RATINGS_NEEDED || source === undefined || source.count === 0) {
    return { average: averageRating(stats), count: stats.count };
  }
  return { average: source.average, count: source.count };
}

/** How many readers know a book: the larger of the platform's count and the catalogue's. */
export function popularityCount(stats: RatingStats, source: SourceRating | undefined): number {
  return Math.max(stats.count, source?.count ?? 0);
}
