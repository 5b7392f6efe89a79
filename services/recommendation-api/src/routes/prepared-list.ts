import { BookId, UserId } from '@books/domain/ids';
import { prepareJson, type PreparedJson } from '@books/service-kit/http/prepared-answer';
import { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import type { RecommendationList } from '../recommend-to-reader.ts';

const Reason = z.object({
  book_id: BookId,
  title: z.string(),
  weight: z.number().meta({ description: 'How much of the score this rating carries' }),
});

const RecommendationShape = z
  .object({
    book_id: BookId,
    title: z.string(),
    authors: z.array(z.string()),
    predicted_rating: z.number().min(1).max(5),
    confidence: z.number().min(0).max(1),
    because: z
      .array(Reason)
      .meta({ description: "The reader's own ratings behind it, largest weight first" }),
  })
  .meta({ id: 'Recommendation' });

export const RecommendationsResponse = z
  .object({
    user_id: UserId,
    recommendations: z.array(RecommendationShape),
    strategy: z.enum(['personal', 'popular']).meta({
      description: '`popular` for a reader whose ratings lead nowhere yet',
    }),
    model_version: z.string(),
    generated_at: z.iso.datetime(),
  })
  .meta({ id: 'RecommendationsResponse' });

type RecommendationsResponse = z.infer<typeof RecommendationsResponse>;

type Prepared = {
  readonly revision: number;
  readonly limit: number;
  readonly answer: PreparedJson<RecommendationsResponse>;
};

/**
 * Makes the answer from a reader's list, and gives the one that was made before when the very same list is answered
 * with again while no book has changed: a cached list in memory costs no more than finding it. Of a list the answer of
 * one length is kept, since a reader's pages mostly ask for the same.
 */
export function createListPreparer(catalogue: Pick<Catalogue, 'get' | 'revision'>) {
  const preparedByList = new WeakMap<RecommendationList, Prepared>();
  return (list: RecommendationList, userId: UserId, limit: number) => {
    const revision = catalogue.revision();
    const known = preparedByList.get(list);
    if (known?.revision === revision && known.limit === limit) return known.answer;
    const answer = prepareJson(listShape(list, userId, limit, catalogue));
    preparedByList.set(list, { revision, limit, answer });
    return answer;
  };
}

function listShape(
  list: RecommendationList,
  userId: UserId,
  limit: number,
  catalogue: Pick<Catalogue, 'get'>,
): RecommendationsResponse {
  const titleOf = (bookId: BookId) => catalogue.get(bookId)?.title ?? bookId;
  // The list may be older than a merge.
  const isMergedAway = (bookId: BookId) => (catalogue.get(bookId)?.bookId ?? bookId) !== bookId;
  const present = list.recommendations.filter(({ bookId }) => !isMergedAway(bookId));
  return {
    user_id: userId,
    recommendations: present.slice(0, limit).map((recommendation) => ({
      book_id: recommendation.bookId,
      title: titleOf(recommendation.bookId),
      authors: [...(catalogue.get(recommendation.bookId)?.authors ?? [])],
      predicted_rating: rounded(recommendation.predictedRating, 2),
      confidence: rounded(recommendation.confidence, 3),
      because: recommendation.because.map(({ bookId, weight }) => ({
        book_id: bookId,
        title: titleOf(bookId),
        weight: rounded(weight, 6),
      })),
    })),
    strategy: list.strategy,
    model_version: list.modelVersion,
    generated_at: list.generatedAt,
  };
}

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
