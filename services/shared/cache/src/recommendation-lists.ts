import type { UserId } from '@books/domain/ids';
import { readerKey } from './reader-keys.ts';

/** The key of a reader's list of recommendations in the cache. */
export const recommendationKey = (userId: UserId): string => readerKey('reco', userId);

/**
 * How long after an invalidation no list is stored, in seconds: the invalidation is sent before the change is stored,
 * and by then that is done or has been given up.
 */
export const INVALIDATION_HOLD_SECONDS = 30;
