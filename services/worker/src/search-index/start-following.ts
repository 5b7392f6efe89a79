import type { ChangeFeed } from '@books/change-feed/change-feed';
import { repeatEvery } from '@books/service-kit/repeat-every';
import { followChanges, type FollowChangesDeps } from './follow-changes.ts';

export type StartFollowingDeps = FollowChangesDeps & {
  readonly changes: Pick<ChangeFeed, 'follow'>;
  /** Time between two looks for changes that the feed has swallowed, in milliseconds. */
  readonly pollMs: number;
};

/** Follows the changes of the store from now on. @returns ends it */
export function startFollowing(deps: StartFollowingDeps): () => Promise<void> {
  const following = followChanges(deps);
  const stopListening = deps.changes.follow(following.apply);
  // What happened while no worker ran is looked for at once.
  const firstLook = following.catchUp();
  const stopLooking = repeatEvery(deps.pollMs, following.catchUp);
  return async () => {
    stopListening();
    await firstLook;
    await stopLooking();
  };
}
