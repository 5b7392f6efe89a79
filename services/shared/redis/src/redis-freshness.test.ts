import type { GenerationCache } from '@books/cache/generation-cache';
import { createReadThrough } from '@books/cache/read-through';
import { expect, test, vi } from 'vitest';
import { createCacheRedis } from './redis-client.ts';
import { createRedisGenerationCache } from './redis-generation-cache.ts';
import { connect } from './testing/connect.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';
import type { RedisServer } from './testing/redis-server.ts';

const KEYS = 20;
const ROUNDS_AT_ONCE = 50;

async function connectCache(server: RedisServer) {
  return createRedisGenerationCache({
    redis: await connect(server, createCacheRedis),
    parse: Number,
    now: () => new Date(),
  });
}

/** A store of numbers that only grow, changed by a writer and read through a cache. */
function aStore({ writer, reader }: Record<'writer' | 'reader', GenerationCache<number>>) {
  const versions = new Map<string, number>();
  const versionOf = (key: string) => versions.get(key) ?? 0;
  const values = createReadThrough({ cache: reader, ttlSeconds: 60 });
  let rounds = 0;
  return {
    rounds: () => rounds,
    /** Changes a value and reads it; the answer tells whether it was older than the change. */
    async changeAndRead(): Promise<boolean> {
      rounds += 1;
      const key = `key ${rounds % KEYS}`;
      const version = versionOf(key) + 1;
      versions.set(key, version);
      await writer.invalidate(key).catch(() => {});
      const { value } = await values.get(key, async () => {
        const read = versionOf(key);
        // Time in which others change what was read.
        await new Promise((resolve) => setImmediate(resolve));
        return read;
      });
      return value < version;
    },
  };
}

/** Changes and reads many values at once until `isOver`; answers with how many answers were stale. */
async function countStale(store: ReturnType<typeof aStore>, isOver: () => boolean) {
  let stale = 0;
  const work = async () => {
    while (!isOver()) if (await store.changeAndRead()) stale += 1;
  };
  await Promise.all(Array.from({ length: ROUNDS_AT_ONCE }, work));
  return stale;
}

describeWithRedis('freshness with Redis', (server) => {
  test('an answer is never older than a change that another process has invalidated', async () => {
    const writer = await connectCache(server());
    const store = aStore({ writer, reader: await connectCache(server()) });
    expect(await countStale(store, () => store.rounds() >= 3000)).toBe(0);
  });

  test('an answer is never older than a change while Redis is killed and back', async () => {
    const cache = await connectCache(server());
    const store = aStore({ writer: cache, reader: cache });
    const outages = new AbortController();
    const stale = countStale(store, () => outages.signal.aborted);
    for (let outage = 0; outage < 3; outage += 1) {
      await server().kill();
      await vi.waitFor(() => expect(cache.pendingInvalidations()).toBeGreaterThan(0));
      await server().restart();
      await vi.waitFor(() => expect(cache.pendingInvalidations()).toBe(0), { timeout: 5000 });
    }
    outages.abort();
    expect(await stale).toBe(0);
  });
});
