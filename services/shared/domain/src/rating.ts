import type { BookId, UserId } from './ids.ts';
import type { Stars } from './stars.ts';

/** One reader's rating of one book. */
export type Rating = {
  readonly userId: UserId;
  readonly bookId: BookId;
  readonly stars: Stars;
  readonly ratedAt: Date;
};
