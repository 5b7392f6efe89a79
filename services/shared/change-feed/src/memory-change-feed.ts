import type { ChangeFeed, ChangeListener } from './change-feed.ts';

/** A feed inside the process. `onError` is told when a listener fails; the other listeners still hear of the change. */
export function createMemoryChangeFeed(
  onError: (error: unknown) => void,
  now: () => Date = () => new Date(),
): ChangeFeed {
  const listeners = new Set<ChangeListener>();
  return {
    async publish(change) {
      for (const listener of listeners) {
        try {
          await listener(change, now());
        } catch (error) {
          onError(error);
        }
      }
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
