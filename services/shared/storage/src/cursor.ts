import { DomainError } from '@books/domain/errors';
import { z } from 'zod';

/** Where a page of a list by time ended: the last entry's time and its id within that time. */
const ListPosition = z.tuple([z.int(), z.string().max(200)]);
export type ListPosition = z.infer<typeof ListPosition>;

/** A position as the opaque text that clients hand back. */
export function encodeCursor(position: ListPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws DomainError invalid_request for a text that {@link encodeCursor} did not make */
export function decodeCursor(cursor: string): ListPosition {
  try {
    return ListPosition.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new DomainError('invalid_request', 'cursor: is not one that this API gave out', {
      cause,
      faults: [{ pointer: '#/cursor', detail: 'is not one that this API gave out' }],
    });
  }
}
