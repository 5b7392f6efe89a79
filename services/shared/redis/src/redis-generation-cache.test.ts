import { describeGenerationCache } from '@books/cache/generation-cache.contract';
import { expect, test, vi } from 'vitest';
import type { CacheOperation } from './measured-operation.ts';
import { createRedisGenerationCache } from './redis-generation-cache.ts';
import { redisKeys } from './stored-value.ts';
import { createCacheRedis } from './redis-client.ts';
import { connect } from './testing/connect.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';
import type { RedisServer } from './testing/redis-server.ts';

const [valueKey, generationKey] = redisKeys('reco:ann');
/** Time within which an outage must be over for a client, in milliseconds. */
const RECOVERY_MS = 5000;

function parseText(stored: unknown): string {
  if (typeof stored !== 'string') throw new Error('not a text');
  return stored;
}

async function connectCache(server: RedisServer, holdSeconds = 0, nearEntries = 0) {
  const redis = await connect(server, createCacheRedis);
  let nowMs = 0;
  let parsed = 0;
  const operations: CacheOperation[] = [];
  const cache = createRedisGenerationCache({
    redis,
    parse: (stored) => {
      parsed += 1;
      return parseText(stored);
    },
    now: () => new Date(nowMs),
    holdSeconds,
    nearEntries,
    onOperation: (operation) => operations.push(operation),
  });
  return {
    redis,
    cache,
    parsedCount: () => parsed,
    outcomes: () => operations.map(({ operation, outcome }) => `${operation} ${outcome}`),
    /** For the circuit, which lets a trial through after a second. */
    passSecond: () => {
      nowMs += 1000;
    },
    /** For Redis, by bringing the end of each key nearer. */
    advanceSeconds: async (seconds: number) => {
      for (const key of await redis.keys('*')) {
        await redis.pexpire(key, (await redis.pttl(key)) - seconds * 1000);
      }
    },
    fillAnn: async (value: string) => {
      const { generation } = await cache.read('reco:ann');
      expect(await cache.fill('reco:ann', value, generation, 60)).toBe(true);
    },
  };
}

describeWithRedis('the cache on Redis', (server) => {
  describeGenerationCache('redis', ({ holdSeconds }) => connectCache(server(), holdSeconds));
  describeGenerationCache('redis with copies in the process', ({ holdSeconds }) =>
    connectCache(server(), holdSeconds, 10),
  );

  test('parses a value once where copies are kept, and sees at once that another process invalidated it', async () => {
    const [one, other] = [await connectCache(server()), await connectCache(server(), 0, 10)];
    await one.fillAnn('list');
    for (let read = 0; read < 3; read += 1) {
      expect((await other.cache.read('reco:ann')).value).toBe('list');
    }
    expect(other.parsedCount()).toBe(1);
    await one.cache.invalidate('reco:ann');
    expect(await other.cache.read('reco:ann')).not.toHaveProperty('value');
    await one.fillAnn('newer list');
    expect((await other.cache.read('reco:ann')).value).toBe('newer list');
  });

  test('keeps a copy no longer than the value would be kept', async () => {
    const [one, other] = [await connectCache(server()), await connectCache(server(), 0, 10)];
    await one.fillAnn('list');
    await other.cache.read('reco:ann');
    // Expired in Redis and filled again by another process, of the same generation.
    await one.redis.del(valueKey);
    expect(await other.cache.read('reco:ann')).not.toHaveProperty('value');
    await one.fillAnn('newer list');
    expect((await other.cache.read('reco:ann')).value).toBe('newer list');
  });

  test('shares values and invalidations between processes', async () => {
    const [one, other] = [await connectCache(server()), await connectCache(server())];
    await one.fillAnn('list');
    const { value, generation } = await other.cache.read('reco:ann');
    expect(value).toBe('list');
    await one.cache.invalidate('reco:ann');
    expect(await other.cache.fill('reco:ann', 'stale list', generation, 60)).toBe(false);
    expect(await other.cache.read('reco:ann')).not.toHaveProperty('value');
  });

  test('drops a fill when the generation was lost with all else', async () => {
    const { cache, redis } = await connectCache(server());
    const { generation } = await cache.read('reco:ann');
    await cache.invalidate('reco:ann');
    await redis.flushall();
    expect(await cache.fill('reco:ann', 'stale list', generation, 60)).toBe(false);
    expect((await cache.read('reco:ann')).generation).not.toBe(generation);
    expect(await cache.fill('reco:ann', 'stale list', generation, 60)).toBe(false);
  });

  test('drops a fill that outlived its generation', async () => {
    const { cache, advanceSeconds } = await connectCache(server());
    const { generation } = await cache.read('reco:ann');
    await advanceSeconds(24 * 3600);
    await cache.read('reco:ann');
    expect(await cache.fill('reco:ann', 'stale list', generation, 60)).toBe(false);
  });

  test('keeps nothing for ever', async () => {
    const { redis, fillAnn } = await connectCache(server());
    await fillAnn('list');
    expect(await redis.pttl(valueKey)).toBeGreaterThan(0);
    expect(await redis.pttl(generationKey)).toBeGreaterThan(0);
  });

  test.each([
    ['corrupt JSON', (set: (text: string) => unknown) => set('{"value": "li')],
    ['JSON without our envelope', (set: (text: string) => unknown) => set('["list"]')],
    ['a value of another shape', (set: (text: string) => unknown) => set('{"value": 7}')],
    ['nothing at all', (set: (text: string) => unknown) => set('')],
  ])('takes %s for a miss and repairs it', async (_what, plant) => {
    const { cache, redis, fillAnn, outcomes } = await connectCache(server());
    await plant((text) => redis.set(valueKey, text));
    expect(await cache.read('reco:ann')).not.toHaveProperty('value');
    expect(outcomes()).toEqual(['read unreadable']);
    await fillAnn('list');
    expect((await cache.read('reco:ann')).value).toBe('list');
  });

  test('takes a wrong type under either key for a miss and repairs it', async () => {
    const { cache, redis, fillAnn } = await connectCache(server());
    await redis.lpush(valueKey, 'list');
    await redis.hset(generationKey, 'field', 'text');
    expect(await cache.read('reco:ann')).not.toHaveProperty('value');
    await fillAnn('list');
    expect((await cache.read('reco:ann')).value).toBe('list');
    await redis.del(generationKey);
    await redis.set(generationKey, 'not a number');
    await fillAnn('newer list');
    expect((await cache.read('reco:ann')).value).toBe('newer list');
  });

  test('waits for a hung Redis no longer than a command may take, then not at all', async () => {
    const { cache, outcomes, fillAnn, passSecond } = await connectCache(server());
    await fillAnn('list');
    server().pause();
    for (let failure = 0; failure < 5; failure += 1) {
      await expect(cache.read('reco:ann')).rejects.toThrow('Command timed out');
    }
    await expect(cache.read('reco:ann')).rejects.toThrow('not attempted');
    await expect(cache.fill('reco:ann', 'list', 1, 60)).rejects.toThrow('not attempted');
    await expect(cache.invalidate('reco:bob')).rejects.toThrow('Command timed out');
    expect(outcomes().slice(-3)).toEqual(['read skipped', 'fill skipped', 'invalidate failed']);
    server().resume();
    await vi.waitFor(
      async () => {
        passSecond();
        expect((await cache.read('reco:ann')).value).toBe('list');
      },
      { timeout: RECOVERY_MS },
    );
  });

  test('fails at once without Redis and goes on when it is back', async () => {
    const { cache, fillAnn, passSecond, redis } = await connectCache(server());
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await expect(cache.read('reco:ann')).rejects.toThrow("isn't writeable");
    await server().restart();
    await vi.waitFor(
      async () => {
        passSecond();
        await fillAnn('list');
      },
      { timeout: RECOVERY_MS },
    );
    expect((await cache.read('reco:ann')).value).toBe('list');
  });

  test('takes nothing from the cache for a key whose invalidation failed', async () => {
    const { cache, redis, fillAnn } = await connectCache(server());
    await fillAnn('list before the rating');
    await redis.acl('SETUSER', 'default', '-del');
    await expect(cache.invalidate('reco:ann')).rejects.toThrow('NOPERM');
    await expect(cache.read('reco:ann')).rejects.toThrow('invalidation is pending');
    await redis.acl('SETUSER', 'default', '+del');
    await vi.waitFor(async () => {
      expect(await cache.read('reco:ann')).not.toHaveProperty('value');
    });
  });

  test.each([0, 30])(
    'still forgets what is invalidated when the memory of Redis is full, holding it for %i s',
    async (holdSeconds) => {
      const { cache, redis, fillAnn, advanceSeconds } = await connectCache(server(), holdSeconds);
      await fillAnn('list');
      await redis.config('SET', 'maxmemory', '1');
      await cache.invalidate('reco:ann');
      await expect(cache.read('reco:ann')).rejects.toThrow('OOM');
      await redis.config('SET', 'maxmemory', '0');
      expect(await cache.read('reco:ann')).not.toHaveProperty('value');
      await advanceSeconds(31);
      await fillAnn('list');
    },
  );

  test('goes on when Redis has only been read for a while, as in a failover', async () => {
    const { cache, redis, fillAnn } = await connectCache(server());
    await fillAnn('list');
    await redis.replicaof('127.0.0.1', 1);
    await expect(cache.invalidate('reco:ann')).rejects.toThrow('READONLY');
    await expect(cache.read('reco:ann')).rejects.toThrow('pending');
    await vi.waitFor(() => redis.replicaof('NO', 'ONE'), { timeout: RECOVERY_MS });
    await vi.waitFor(async () => expect(await cache.read('reco:ann')).not.toHaveProperty('value'), {
      timeout: RECOVERY_MS,
    });
    await fillAnn('list');
  });

  test('never gives back what was invalidated while Redis was away', async () => {
    const { cache, redis, fillAnn, passSecond } = await connectCache(server());
    const other = await connectCache(server());
    await fillAnn('list before the rating');
    await redis.save();
    await server().kill();
    await expect(cache.invalidate('reco:ann')).rejects.toBeInstanceOf(Error);
    expect(cache.pendingInvalidations()).toBe(1);
    await server().restart();
    await vi.waitFor(
      async () => {
        passSecond();
        // Refused while the invalidation is pending, though Redis may be back with the old list already.
        expect(await cache.read('reco:ann')).not.toHaveProperty('value');
      },
      { timeout: RECOVERY_MS },
    );
    expect(cache.pendingInvalidations()).toBe(0);
    await vi.waitFor(async () => {
      other.passSecond();
      expect(await other.cache.read('reco:ann')).not.toHaveProperty('value');
    });
  });

  test('goes on after all its data were flushed', async () => {
    const { cache, redis, fillAnn } = await connectCache(server());
    await fillAnn('list');
    await redis.flushall();
    expect(await cache.read('reco:ann')).not.toHaveProperty('value');
    await fillAnn('list');
    expect((await cache.read('reco:ann')).value).toBe('list');
  });
});
