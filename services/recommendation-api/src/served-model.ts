import { NO_RATINGS, type RatingStats } from '@books/domain/rating-stats';
import { STAR_STEPS } from '@books/domain/stars';
import { createPopularity } from '@books/recommender/popularity';
import { decodeRatingMatrix } from '@books/recommender/rating-matrix-file';
import { ratingCount, userCount, type RatingMatrix } from '@books/recommender/rating-matrix';
import type { Recommender, SimilarBooks } from '@books/recommender/recommender';
import { createSimilarBooks } from '@books/recommender/similar-books';
import { createUserCosine } from '@books/recommender/user-cosine';
import { DomainError } from '@books/domain/errors';
import type { ModelManifest, ModelStore } from '@books/storage/model-store';
import type { Catalogue } from './catalogue.ts';

/** A published model, ready to answer. */
export type ServedModel = {
  readonly version: string;
  readonly createdAt: Date;
  /** How many readers and ratings it was trained on. */
  readonly readers: number;
  readonly ratings: number;
  readonly personal: Recommender;
  readonly popular: Recommender;
  readonly similar: SimilarBooks;
};

/** The model in service, exchanged by one reference. */
export type ModelHolder = {
  /** @throws DomainError unavailable before the first model is there */
  current(): ServedModel;
  /** Takes the newest published model into service; true when it is another one than before. */
  reload(): Promise<boolean>;
  isLoaded(): boolean;
};

export function createModelHolder(deps: {
  readonly models: Pick<ModelStore, 'current' | 'read'>;
  readonly catalogue: Catalogue;
}): ModelHolder {
  const { models, catalogue } = deps;
  let served: ServedModel | undefined;
  return {
    current() {
      if (served === undefined) {
        throw new DomainError('unavailable', 'the first recommendation model is not ready yet', {
          retryAfterSeconds: 5,
        });
      }
      return served;
    },
    async reload() {
      const manifest = await models.current();
      if (manifest === undefined || manifest.version === served?.version) return false;
      const bytes = await models.read(manifest.version);
      served = prepareModel(manifest, decodeRatingMatrix(bytes), catalogue);
      return true;
    },
    isLoaded: () => served !== undefined,
  };
}

function prepareModel(
  { version, createdAt }: ModelManifest,
  matrix: RatingMatrix,
  catalogue: Catalogue,
): ServedModel {
  const books = [...catalogue.all()].map(({ bookId, source }) => {
    const index = matrix.books.indexOf.get(bookId);
    return { bookId, source, stats: index === undefined ? NO_RATINGS : statsOfBook(matrix, index) };
  });
  return {
    version,
    createdAt: new Date(createdAt),
    readers: userCount(matrix),
    ratings: ratingCount(matrix),
    personal: createUserCosine({ matrix, version }),
    popular: createPopularity({ books, version }),
    similar: createSimilarBooks({ matrix }),
  };
}

/** The stats of the ratings that the model was trained on. */
function statsOfBook({ bookStarts, bookHalfStars }: RatingMatrix, index: number): RatingStats {
  const histogram = STAR_STEPS.map(() => 0);
  let halfStarSum = 0;
  for (let at = bookStarts[index]!; at < bookStarts[index + 1]!; at += 1) {
    halfStarSum += bookHalfStars[at]!;
    histogram[bookHalfStars[at]! - 2]! += 1;
  }
  return { count: bookStarts[index + 1]! - bookStarts[index]!, halfStarSum, histogram };
}
