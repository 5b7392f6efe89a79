import { hash } from 'node:crypto';
import type { UserId } from '@books/domain/ids';
import { LRUCache } from 'lru-cache';

/** Readers whose hashes are kept: to make one costs more than finding it. */
const KEPT_HASHES = 2000;
const hashes = new LRUCache<UserId, string>({ max: KEPT_HASHES });

/** The key of something of a reader in a cache. A hash, so that the cache names nobody. */
export function readerKey(kind: string, userId: UserId): string {
  let hashed = hashes.get(userId);
  if (hashed === undefined) {
    hashed = hash('sha256', userId, 'base64url');
    hashes.set(userId, hashed);
  }
  return `${kind}:${hashed}`;
}
