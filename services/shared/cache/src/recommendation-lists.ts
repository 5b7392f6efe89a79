import { hash } from 'node:crypto';
import type { UserId } from '@books/domain/ids';

/** The key of a reader's list of recommendations in the cache. A hash, so that the cache names nobody. */
export const recommendationKey = (userId: UserId): string =>
  `reco:${hash('sha256', userId, 'base64url')}`;

/**
 * How long after an invalidation no list is stored, in seconds: the invalidation is sent before the change is stored,
 * and by then that is done or has been given up.
 */
export const INVALIDATION_HOLD_SECONDS = 30;
