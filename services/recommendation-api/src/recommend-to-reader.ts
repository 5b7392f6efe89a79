import { BookId, type UserId } from '@books/domain/ids';
import type { Profile, Recommendation } from '@books/recommender/recommender';
import { LONGEST_PAGE } from '@books/storage/page';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import type { Clock } from '@books/service-kit/clock';
import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { placesForNewBooks, withNewBooks } from './new-book-picks.ts';
import { firstUnreadOfSeries } from './series-rule.ts';
import type { ModelHolder } from './served-model.ts';
import { isOfInterest, meetsFilters, type BookRule, type ListFilters } from './wishes.ts';

/** Ratings of a reader that count, newest first: older ones say little and cost time. */
const PROFILE_RATINGS = LONGEST_PAGE;
/** Length of a list that is cached; requests take a slice of it. */
export const LIST_LENGTH = 100;

const stars = z.number().min(1).max(5);

/** A reader's recommendations as they are cached. Everything in it survives JSON. */
export const RecommendationList = z.object({
  strategy: z.enum(['personal', 'popular']),
  modelVersion: z.string(),
  generatedAt: z.iso.datetime(),
  recommendations: z
    .array(
      z
        .object({
          bookId: BookId,
          score: z.number(),
          predictedRating: stars,
          confidence: z.number().min(0).max(1),
          because: z.array(z.object({ bookId: BookId, weight: z.number() }).readonly()).readonly(),
        })
        .readonly(),
    )
    .readonly(),
});
export type RecommendationList = z.infer<typeof RecommendationList>;

export type RecommendDeps = {
  readonly ratings: Pick<RatingRepository, 'listByUser'>;
  readonly readerItems: Pick<ReaderItemRepository, 'listNotInterested'>;
  readonly model: Pick<ModelHolder, 'current'>;
  readonly catalogue: Pick<Catalogue, 'get' | 'series'>;
  readonly clock: Clock;
};

/**
 * Books for a reader, from the ratings as they are now: personal ones when the ratings lead anywhere, else popular ones.
 * Never a rated book nor one the reader does not want; of a series at most the first unread volume.
 *
 * @param length of the list at most; a shorter list is the beginning of a longer one and takes less time
 * @throws DomainError unavailable before the first model is there
 */
export async function recommendToReader(
  deps: RecommendDeps,
  userId: UserId,
  filters: ListFilters,
  length = LIST_LENGTH,
): Promise<RecommendationList> {
  const { model, catalogue, clock } = deps;
  const { version, recommender, newBooks } = model.current();
  const [profile, entries] = await Promise.all([
    readProfile(deps.ratings, userId),
    deps.readerItems.listNotInterested(userId),
  ]);
  const ratedBooks = profile.flatMap(({ bookId }) => catalogue.get(bookId) ?? []);
  // By the ids they were rated under and by those that they lead to.
  const rated = new Set([...profile, ...ratedBooks].map(({ bookId }) => bookId));
  const rules: readonly BookRule[] = [
    ({ bookId }) => !rated.has(bookId),
    meetsFilters(filters),
    isOfInterest(entries, catalogue.get),
    firstUnreadOfSeries(catalogue.series(), rated, ratedBooks),
  ];
  const options = {
    limit: length,
    userId,
    isAllowed: (bookId: Recommendation['bookId']) => {
      const book = catalogue.get(bookId);
      // A model may know an id that has been merged away since: the book it leads to is listed under its own.
      return book?.bookId === bookId && rules.every((allows) => allows(book));
    },
  };
  const list = recommender.recommend(profile, options);
  // As many as a long list has places for: where there is little else to list, new books fill it up.
  const picks = newBooks().picksFor(profile, placesForNewBooks(LIST_LENGTH), options.isAllowed);
  const recommendations = withNewBooks(list, picks, length);
  return {
    // Whatever a rating led to comes first and has a reason.
    strategy: (recommendations[0]?.because.length ?? 0) > 0 ? 'personal' : 'popular',
    modelVersion: version,
    generatedAt: clock().toISOString(),
    recommendations,
  };
}

async function readProfile(ratings: RecommendDeps['ratings'], userId: UserId): Promise<Profile> {
  const { items } = await ratings.listByUser(userId, { limit: PROFILE_RATINGS });
  return items.map(({ bookId, stars }) => ({ bookId, stars }));
}
