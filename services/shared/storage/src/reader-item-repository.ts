import type { UserId } from '@books/domain/ids';
import type { NotInterested } from '@books/domain/not-interested';
import type { ImportClaim } from './import-claim.ts';

/** What a reader does not want to be recommended. */
export type ReaderItemRepository = {
  /**
   * Adds an entry; the same scope and id again replaces nothing and is no error.
   *
   * @param claim on whose behalf: an import that must be as it was when it was read
   * @throws DomainError conflict when the import has changed
   */
  addNotInterested(userId: UserId, entry: NotInterested, claim?: ImportClaim): Promise<void>;
  /** Takes an entry away; true when it was there. */
  removeNotInterested(userId: UserId, key: Pick<NotInterested, 'scope' | 'id'>): Promise<boolean>;
  /**
   * Takes back what an import has added; what the reader has added anew since, at another time, stays.
   *
   * @returns false when such a one stands there
   * @throws DomainError conflict when the import has changed
   */
  takeBackNotInterested(userId: UserId, entry: NotInterested, claim: ImportClaim): Promise<boolean>;
  /** All entries of a reader, oldest first; empty for an unknown reader. */
  listNotInterested(userId: UserId): Promise<readonly NotInterested[]>;
};
