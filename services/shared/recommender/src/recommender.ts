import type { BookId } from '@books/domain/ids';
import type { Stars } from '@books/domain/stars';

/** What a reader has rated, newest first; at most the newest 500 are used. */
export type Profile = readonly { readonly bookId: BookId; readonly stars: Stars }[];

/** A book of the reader's own that carried a recommendation, and how much of its score it carried. */
export type Reason = {
  readonly bookId: BookId;
  /**
   * Addend of the score, in the score's own unit; taking the rating away lowers the score by this. With `user-cosine`
   * (and its part of `blend`) that is exact as long as the same readers vote.
   */
  readonly weight: number;
};

export type Recommendation = {
  readonly bookId: BookId;
  /** Comparable within one answer only; higher is better, greater than 0. */
  readonly score: number;
  /** Stars that the reader may give, 1 to 5. */
  readonly predictedRating: number;
  /** How sure that is, 0 to 1. */
  readonly confidence: number;
  /** The reader's own books behind the score, largest weight first; empty for popularity. */
  readonly because: readonly Reason[];
};

export type RecommendOptions = {
  readonly limit: number;
  /** Books that may not appear, beside those of the profile. */
  readonly isAllowed?: (bookId: BookId) => boolean;
  /** Who asks: stored ratings of this reader are no evidence beside the live profile and are left out. */
  readonly userId?: string;
};

/** Ranks books for a reader. Pure: same profile, same answer, no I/O. Ties are broken by book id. */
export type Recommender = {
  /** Name of the algorithm: `popularity`, `user-cosine`, ... */
  readonly algorithm: string;
  /** Version of the model behind it, the same for every reader until the next one is published. */
  readonly version: string;
  /** Best first, without books of the profile; empty when the profile gives nothing to go on. */
  recommend(profile: Profile, options: RecommendOptions): readonly Recommendation[];
};

/** A book liked by the readers of another, `score` 0 to 1, 1 for the same readers with the same stars, if there are enough. */
export type SimilarBook = { readonly bookId: BookId; readonly score: number };

export type SimilarBooks = {
  /** Most similar first, without the book itself; empty for a book nobody has rated. */
  similarTo(bookId: BookId, limit: number): readonly SimilarBook[];
};
