import { NO_RATINGS } from '@books/domain/rating-stats';
import { createChosenRecommender, type Algorithm } from '@books/recommender/choice';
import { createPopularity, ratedBooks } from '@books/recommender/popularity';
import { decodePublishedModel, type PublishedModel } from '@books/recommender/published-model';
import type { ModelQuality } from '@books/recommender/model-gate';
import { findBook } from '@books/recommender/book-table';
import { ratingCount, userCount, type RatingMatrix } from '@books/recommender/rating-matrix';
import type { Recommender, SimilarBooks } from '@books/recommender/recommender';
import { createSimilarBooks } from '@books/recommender/similar-books';
import { DomainError } from '@books/domain/errors';
import type { ModelManifest, ModelStore } from '@books/storage/model-store';
import type { Catalogue } from './catalogue.ts';
import { createNewBooks, type NewBooks } from './new-book-picks.ts';

/** A published model, ready to answer. */
export type ServedModel = {
  readonly version: string;
  readonly createdAt: Date;
  /** How many readers and ratings it was trained on. */
  readonly readers: number;
  readonly ratings: number;
  /** The algorithm for readers with some ratings. */
  readonly algorithm: Algorithm;
  /** Popularity for strangers, user cosine for a few ratings, the algorithm above for more. */
  readonly recommender: Recommender;
  readonly similar: SimilarBooks;
  /** What judging it found; absent when there was too little to judge by. */
  readonly quality?: ModelQuality;
  /** Books of the catalogue as it is now that the model does not know. */
  newBooks(): NewBooks;
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
      served = prepareModel(manifest, decodePublishedModel(bytes), catalogue);
      return true;
    },
    isLoaded: () => served !== undefined,
  };
}

function prepareModel(
  { version, createdAt }: ModelManifest,
  { choice, matrix, model, quality }: PublishedModel,
  catalogue: Catalogue,
): ServedModel {
  const rated = new Map(ratedBooks(matrix).map(({ bookId, stats }) => [bookId, stats]));
  const popular = createPopularity({
    version,
    books: [...catalogue.all()].map(({ bookId, source }) => ({
      bookId,
      source,
      stats: rated.get(bookId) ?? NO_RATINGS,
    })),
  });
  return {
    version,
    createdAt: new Date(createdAt),
    readers: userCount(matrix),
    ratings: ratingCount(matrix),
    algorithm: choice.algorithm,
    recommender: createChosenRecommender({ choice, matrix, model, popularity: popular, version }),
    similar: createSimilarBooks({ matrix }),
    ...(quality && { quality }),
    newBooks: newBooksSince(matrix, catalogue),
  };
}

/** Looks through the catalogue when it has changed since it was last asked for, and not at every request. */
function newBooksSince(matrix: RatingMatrix, catalogue: Catalogue): () => NewBooks {
  let known: { readonly revision: number; readonly newBooks: NewBooks } | undefined;
  return () => {
    const revision = catalogue.revision();
    if (known?.revision !== revision) {
      const books = [...catalogue.all()].filter(
        ({ bookId }) => findBook(matrix.books, bookId) === -1,
      );
      known = { revision, newBooks: createNewBooks({ books, find: catalogue.get }) };
    }
    return known.newBooks;
  };
}
