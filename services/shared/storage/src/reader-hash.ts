import { createHmac } from 'node:crypto';
import type { UserId } from '@books/domain/ids';

/** What stands for a reader where their id must not. */
export type ReaderHash = (userId: UserId) => string;

/** A hash (HMAC-SHA256) that only those who have the key can find somebody by. */
export function createReaderHash(key: string): ReaderHash {
  return (userId) => createHmac('sha256', key).update(userId).digest('base64url');
}
