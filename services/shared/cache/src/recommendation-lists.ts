import { hash } from 'node:crypto';
import type { UserId } from '@books/domain/ids';
import { LRUCache } from 'lru-cache';

/** Readers whose keys are kept: a hash costs more than finding it. */
const KEPT_KEYS = 2000;
const keys = new LRUCache<UserId, string>({ max: KEPT_KEYS });

/** The key of a reader's list of recommendations in the cache. A hash, so that the cache names nobody. */
export function recommendationKey(userId: UserId): string {
  const known = keys.get(userId);
  if (known !== undefined) return known;
  const key = `reco:${hash('sha256', userId, 'base64url')}`;
  keys.set(userId, key);
  return key;
}

/**
 * How long after an invalidation no list is stored, in seconds: the invalidation is sent before the change is stored,
 * and by then that is done or has been given up.
 */
export const INVALIDATION_HOLD_SECONDS = 30;
