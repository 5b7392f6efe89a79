import { createChosenRecommender } from './choice.ts';
import { modelFault } from './model-fault.ts';
import { createPopularity, ratedBooks } from './popularity.ts';
import { decodePublishedModel, type PublishedModel } from './published-model.ts';
import { userCount, type RatingMatrix } from './rating-matrix.ts';
import type { Profile, Recommendation } from './recommender.ts';

/** Readers who are asked for, evenly spread over all. */
const SMOKE_READERS = 1000;
const SMOKE_LIST_LENGTH = 20;
/** Newest ratings of a reader that serving uses. */
const PROFILE_RATINGS = 500;

/**
 * Reads a file as serving will, and asks for lists.
 *
 * @returns what is wrong with the model, in sentences for people; empty when nothing is
 * @throws DomainError `unavailable` when the bytes are not an undamaged model
 */
export function smokeTest(bytes: Uint8Array): string[] {
  const published = decodePublishedModel(bytes);
  const objections = objectionsToLinks(published);
  if (objections.length > 0) return objections;
  const { matrix, choice, model } = published;
  const popularity = createPopularity({ books: ratedBooks(matrix), version: 'smoke' });
  const recommender = createChosenRecommender({
    choice,
    matrix,
    model,
    popularity,
    version: 'smoke',
    findRow: Number,
  });
  const readers = userCount(matrix);
  const stride = Math.max(1, Math.floor(readers / SMOKE_READERS));
  for (let row = 0; row < readers; row += stride) {
    const profile = profileOf(matrix, row);
    const list = recommender.recommend(profile, { limit: SMOKE_LIST_LENGTH, userId: String(row) });
    const fault = list.map((entry) => faultOf(entry, profile)).find((found) => found !== undefined);
    if (fault !== undefined) return [fault];
  }
  return [];
}

function objectionsToLinks({ choice, model }: PublishedModel): string[] {
  const needsModel = choice.algorithm === 'item-ridge' || choice.algorithm === 'blend';
  if (!needsModel) return [];
  const fault = model === undefined ? 'the item model is missing' : modelFault(model);
  return fault === undefined ? [] : [fault];
}

function faultOf(
  { bookId, score, predictedRating, confidence }: Recommendation,
  profile: Profile,
): string | undefined {
  if (!Number.isFinite(score) || score <= 0) return `the score of ${bookId} is ${score}`;
  if (!(predictedRating >= 1 && predictedRating <= 5))
    return `${bookId} is predicted ${predictedRating} stars`;
  if (!(confidence >= 0 && confidence <= 1)) return `the confidence in ${bookId} is ${confidence}`;
  return profile.some((rated) => rated.bookId === bookId)
    ? `${bookId} is recommended to who has rated it`
    : undefined;
}

function profileOf(matrix: RatingMatrix, row: number): Profile {
  const start = matrix.userStarts[row]!;
  const end = Math.min(matrix.userStarts[row + 1]!, start + PROFILE_RATINGS);
  return Array.from({ length: end - start }, (_, n) => ({
    bookId: matrix.books.ids[matrix.userBooks[start + n]!]!,
    stars: matrix.userHalfStars[start + n]! / 2,
  }));
}
