import type { ChangeFeed } from '@books/change-feed/change-feed';
import { repeatEvery } from '@books/service-kit/repeat-every';
import { setTimeout as sleep } from 'node:timers/promises';
import { followChanges, type FollowChangesDeps } from './follow-changes.ts';

export type StartFollowingDeps = FollowChangesDeps & {
  readonly changes: Pick<ChangeFeed, 'follow'>;
  /** Time between two looks for changes that the feed has swallowed, in milliseconds. */
  readonly pollMs: number;
  /** Told of each change that is in the index now. */
  readonly onApplied?: (publishedAt: Date) => void;
  /** Time between two tries of a change that could not be written, in milliseconds. */
  readonly tryAgainMs?: number;
};

const TRY_AGAIN_MS = 1000;

/**
 * Follows the changes of the store from now on. A change that cannot be written is tried again until it can, and the
 * ones after it wait where the feed keeps them: an index that was away loses none that the feed still has.
 *
 * @returns ends it
 */
export function startFollowing(deps: StartFollowingDeps): () => Promise<void> {
  const following = followChanges(deps);
  const stop = new AbortController();
  const { tryAgainMs = TRY_AGAIN_MS } = deps;
  const stopListening = deps.changes.follow(async (change, publishedAt) => {
    while (!stop.signal.aborted) {
      try {
        await following.apply(change);
        deps.onApplied?.(publishedAt);
        return;
      } catch (error) {
        deps.logger.warn({ err: error, ...change }, 'change not indexed, it is tried again');
        await sleep(tryAgainMs);
      }
    }
  });
  // What happened while no worker ran is looked for at once.
  const firstLook = following.catchUp();
  const stopLooking = repeatEvery(deps.pollMs, following.catchUp);
  return async () => {
    stop.abort();
    stopListening();
    await firstLook;
    await stopLooking();
  };
}
