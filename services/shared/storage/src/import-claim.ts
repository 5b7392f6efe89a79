import { DomainError } from '@books/domain/errors';

/**
 * An import, and how often it had been written when it was read. A write on its behalf counts only as long as it is still
 * so: whoever works on it and lags behind another, or behind the reader who undoes it, then writes nothing.
 */
export type ImportClaim = { readonly importId: string; readonly version: number };

/** What a write is refused with whose {@link ImportClaim} does not hold. */
export function importMovedOn(): DomainError {
  return new DomainError('conflict', 'somebody else works on this import', {
    retryAfterSeconds: 1,
  });
}
