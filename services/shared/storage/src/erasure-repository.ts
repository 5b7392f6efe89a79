import { DomainError } from '@books/domain/errors';
import type { Erasure, ErasureCounts } from '@books/domain/erasure';
import type { UserId } from '@books/domain/ids';

/**
 * Readers who are to be erased, or were. From `begin` on every writer of readers' data refuses theirs, in the very
 * transaction of the write, until the entry expires: whatever comes late or is played again brings nothing back.
 */
export type ErasureRepository = {
  /** Begins, or gives the one that has begun or is done. */
  begin(userId: UserId): Promise<Erasure>;
  find(userId: UserId): Promise<Erasure | undefined>;
  /** Notes what there was to remove; what was noted first stays. */
  noteFound(userId: UserId, found: ErasureCounts): Promise<void>;
  /** It is done: the id itself is forgotten, its hash stays. */
  complete(userId: UserId): Promise<void>;
  /** Readers whose erasure has begun and is not done. Reads all entries: not for a request path. */
  underWay(): AsyncIterable<UserId>;
  /** Tells for many readers, as one load has them, who is erased; the answer is of now. */
  erasedCheck(): Promise<(userId: UserId) => boolean>;
};

/** What a writer throws on behalf of an erased reader. */
export function readerErased(): DomainError {
  return new DomainError('conflict', 'this reader was erased: nothing is stored for them any more');
}
