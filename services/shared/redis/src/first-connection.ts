import type { Redis } from 'ioredis';

/** A process that has no cache works as well, so it does not wait for one much longer than connecting takes. */
const LONGEST_WAIT_MS = 2000;

/**
 * Waits until a client is connected for the first time, or for two seconds if there is nobody. Who changes facts before
 * that cannot tell the cache of it, while others read there what was before the change.
 */
export function firstConnection(redis: Pick<Redis, 'status' | 'once' | 'off'>): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      redis.off('ready', end);
      resolve();
    };
    const timer = setTimeout(end, LONGEST_WAIT_MS);
    redis.once('ready', end);
  });
}
