import type { UserId } from '@books/domain/ids';
import type { NotInterested } from '@books/domain/not-interested';

/** What a reader does not want to be recommended. */
export type ReaderItemRepository = {
  /** Adds an entry; the same scope and id again replaces nothing and is no error. */
  addNotInterested(userId: UserId, entry: NotInterested): Promise<void>;
  /** Takes an entry away; true when it was there. */
  removeNotInterested(userId: UserId, key: Pick<NotInterested, 'scope' | 'id'>): Promise<boolean>;
  /** All entries of a reader, oldest first; empty for an unknown reader. */
  listNotInterested(userId: UserId): Promise<readonly NotInterested[]>;
};
