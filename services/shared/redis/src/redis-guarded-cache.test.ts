import type { Hold } from '@books/cache/guarded-cache';
import { describeGuardedCache } from '@books/cache/guarded-cache.contract';
import { expect, test, vi } from 'vitest';
import type { CacheOperation } from './measured-operation.ts';
import { createCacheRedis } from './redis-client.ts';
import { createRedisGuardedCache, factKey } from './redis-guarded-cache.ts';
import { connect } from './testing/connect.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';
import type { RedisServer } from './testing/redis-server.ts';

const KEY = factKey('dune');
const HOLDERS = 'holders:dune';
/** Time within which an outage must be over for a client, in milliseconds. */
const RECOVERY = { timeout: 5000 };

async function connectCache(server: RedisServer, keepsParsed = true) {
  const redis = await connect(server, createCacheRedis);
  let nowMs = 0;
  let parsed = 0;
  const operations: CacheOperation[] = [];
  const cache = createRedisGuardedCache<string>({
    redis,
    parse: (stored) => {
      parsed += 1;
      if (typeof stored !== 'string') throw new Error('not a text');
      return stored;
    },
    now: () => new Date(nowMs),
    ttlSeconds: 60,
    keepsParsed,
    onOperation: (operation) => operations.push(operation),
  });
  return {
    redis,
    cache,
    parsedCount: () => parsed,
    outcomes: () => operations.map(({ operation, outcome }) => `${operation} ${outcome}`),
    /** For the circuit, which lets a trial through after a second. */
    passSecond: () => void (nowMs += 1000),
    /** For Redis: brings the end of each key and of each hold nearer. */
    advanceSeconds: async (seconds: number) => {
      for (const key of await redis.keys('*')) {
        if ((await redis.type(key)) === 'zset') {
          for (const member of await redis.zrange(key, '0', '-1')) {
            await redis.zincrby(key, String(-seconds * 1000), member);
          }
        }
        await redis.pexpire(key, (await redis.pttl(key)) - seconds * 1000);
      }
    },
    fill: async (value: string) => {
      const { permit } = await cache.read(['dune']);
      await cache.fill(permit, new Map([['dune', value]]));
    },
    value: async () => (await cache.read(['dune'])).values.get('dune'),
    /** How many values or permits five reads give, a second apart. */
    sizesBySecond: async () => {
      const sizes: number[] = [];
      for (let second = 0; second < 5; second += 1) {
        const { values, mayFill } = await cache.read(['dune']);
        sizes.push(values.size + mayFill.size);
        nowMs += 1000;
      }
      return sizes;
    },
  };
}

describeWithRedis('the guarded cache on Redis', (server) => {
  describeGuardedCache('redis', async () => {
    const parts = await connectCache(server());
    await parts.redis.flushall();
    return parts;
  });

  test('shares values and holds between processes, and parses a text once', async () => {
    const [one, other] = [await connectCache(server()), await connectCache(server())];
    await one.fill('four stars');
    for (let read = 0; read < 3; read += 1) expect(await other.value()).toBe('four stars');
    expect(other.parsedCount()).toBe(1);
    const hold = await one.cache.hold(['dune']);
    await other.fill('from before');
    expect(await other.value()).toBeUndefined();
    await one.cache.release(hold);
    await one.fill('five stars');
    expect(await other.value()).toBe('five stars');
  });

  test('keeps no value of a reader in memory', async () => {
    const { fill, value, parsedCount } = await connectCache(server(), false);
    await fill('four stars');
    for (let read = 0; read < 3; read += 1) expect(await value()).toBe('four stars');
    expect(parsedCount()).toBe(3);
  });

  test('asks Redis once about any number of keys', async () => {
    const { cache, redis } = await connectCache(server());
    const keys = Array.from({ length: 100 }, (_, n) => `book ${n}`);
    await cache.read(keys.slice(0, 1));
    const commands = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
    const before = await commands();
    const { mayFill, permit } = await cache.read(keys);
    expect(mayFill.size).toBe(99);
    await cache.fill(permit, new Map(keys.map((key) => [key, 'x'])));
    // A fill is sent whole the first time, as Redis does not know it yet.
    expect((await commands()) - before).toBe(2);
    expect((await cache.read(keys)).values.size).toBe(99);
  });

  test('keeps nothing for ever', async () => {
    const { cache, redis, fill } = await connectCache(server());
    await cache.read(['emma']);
    await fill('four stars');
    await cache.hold(['ulysses']);
    const keys = await redis.keys('*');
    expect(keys.length).toBe(4);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  test.each([
    ['corrupt JSON', '="four'],
    ['a value of another shape', '=7'],
    ["another program's text", 'four stars'],
    ['nothing at all', ''],
  ])('takes %s for a miss and repairs it', async (_what, text) => {
    const { cache, redis, value, fill } = await connectCache(server());
    await redis.set(KEY, text);
    const { values, permit } = await cache.read(['dune']);
    expect(values.size).toBe(0);
    await cache.fill(permit, new Map([['dune', 'four stars']]));
    // What looked like a value of ours is only gone now.
    await fill('four stars');
    expect(await value()).toBe('four stars');
  });

  test('takes away what it cannot read, but no hold that has come meanwhile', async () => {
    const { redis, cache, fill, value } = await connectCache(server());
    const holds: Hold<string>[] = [];
    const slow = createRedisGuardedCache<string>({
      redis: Object.assign(Object.create(redis), {
        evalsha: async (...call: Parameters<typeof redis.evalsha>) => {
          const reply = await redis.evalsha(...call);
          holds.push(await cache.hold(['dune']));
          return reply;
        },
      }),
      parse: () => {
        throw new Error('of another release');
      },
      now: () => new Date(0),
      ttlSeconds: 60,
      keepsParsed: true,
    });
    await fill('before');
    expect((await slow.read(['dune'])).values.size).toBe(0);
    await fill('meanwhile');
    expect(await value()).toBeUndefined();
    for (const hold of holds) await cache.release(hold);
    await fill('after');
    expect(await value()).toBe('after');
  });

  test('repairs a wrong type under either key, and holds all the same', async () => {
    const { cache, redis, value, fill } = await connectCache(server());
    await redis.lpush(KEY, 'list');
    await fill('four stars');
    expect(await value()).toBe('four stars');
    await redis.set(HOLDERS, 'text');
    const hold = await cache.hold(['dune']);
    await fill('meanwhile');
    expect(await value()).toBeUndefined();
    await redis.del(HOLDERS);
    await redis.set(HOLDERS, 'text');
    await cache.release(hold);
    await fill('five stars');
    expect(await value()).toBe('five stars');
  });

  test('waits for a hung Redis no longer than a command may take, then not at all', async () => {
    const { cache, outcomes, fill, value, passSecond } = await connectCache(server());
    await fill('four stars');
    server().pause();
    for (let failure = 0; failure < 5; failure += 1) {
      await expect(value()).rejects.toThrow('Command timed out');
    }
    await expect(value()).rejects.toThrow('not attempted');
    const hold = await cache.hold(['dune']);
    await cache.release(hold);
    // A release is always sent, lest others read what was there before.
    expect(outcomes().slice(-3)).toEqual(['read skipped', 'hold skipped', 'release failed']);
    server().resume();
    await vi.waitFor(async () => {
      passSecond();
      await fill('five stars');
      expect(await value()).toBe('five stars');
    }, RECOVERY);
  });

  test('reads nothing of a key whose release failed, and repeats it', async () => {
    const { cache, redis, fill } = await connectCache(server());
    const other = await connectCache(server());
    await fill('before');
    await redis.acl('SETUSER', 'default', '-evalsha', '-eval');
    await cache.release(await cache.hold(['dune']));
    // Redis still has it, but this process asks for nothing.
    const { values, mayFill } = await cache.read(['dune']);
    expect([values.size, mayFill.size]).toEqual([0, 0]);
    await redis.acl('SETUSER', 'default', '+evalsha', '+eval');
    await vi.waitFor(async () => {
      other.passSecond();
      expect(await other.value()).toBeUndefined();
    }, RECOVERY);
  });

  test('a full Redis tells values, takes none, and forgets what is held', async () => {
    const { cache, redis, fill, value, passSecond } = await connectCache(server());
    await fill('before');
    await redis.config('SET', 'maxmemory', '1');
    expect(await value()).toBe('before');
    const other = await cache.hold(['dune']);
    const { permit } = await cache.read(['emma']);
    await expect(cache.fill(permit, new Map([['emma', 'full']]))).rejects.toThrow('OOM');
    const hold = await cache.hold(['dune']);
    expect(await value()).toBeUndefined();
    await cache.release(hold);
    await redis.config('SET', 'maxmemory', '0');
    passSecond();
    await fill('meanwhile');
    expect(await value()).toBeUndefined();
    await cache.release(other);
    await fill('after');
    expect(await value()).toBe('after');
  });

  test('gives no values while it only copies another, as after a failover', async () => {
    const { cache, redis, fill } = await connectCache(server());
    await fill('before');
    await redis.replicaof('127.0.0.1', 1);
    await expect(cache.read(['dune'])).rejects.toThrow('READONLY');
  });

  test('gives no values for three seconds after it was lost, as releases of others may be late', async () => {
    const { redis, fill, sizesBySecond } = await connectCache(server());
    await fill('before');
    await redis.save();
    await server().restart();
    await vi.waitFor(() => expect(redis.status).toBe('ready'), RECOVERY);
    expect(await sizesBySecond()).toEqual([0, 0, 0, 1, 1]);
  });

  test('gives no values for three seconds after it did not answer, as others may have lost it', async () => {
    const { cache, fill, sizesBySecond } = await connectCache(server());
    await fill('before');
    server().pause();
    await expect(cache.read(['dune'])).rejects.toThrow('timed out');
    server().resume();
    expect(await sizesBySecond()).toEqual([0, 0, 0, 1, 1]);
  });

  test('tells who holds a key nothing of what was there just after a hold was not answered', async () => {
    const { cache, fill } = await connectCache(server());
    await fill('before');
    server().pause();
    await cache.hold(['emma']);
    server().resume();
    expect((await cache.hold(['dune'])).before('dune')).toBeUndefined();
  });

  test('tells who holds a key nothing of what was there just after it was lost', async () => {
    const { cache, redis, fill, passSecond } = await connectCache(server());
    await fill('before');
    await redis.save();
    await server().restart();
    await vi.waitFor(() => expect(redis.status).toBe('ready'), RECOVERY);
    const early = await cache.hold(['dune']);
    expect(early.before('dune')).toBeUndefined();
    for (let second = 0; second < 4; second += 1) passSecond();
    await cache.release(early);
    await fill('after');
    expect((await cache.hold(['dune'])).before('dune')).toBe('after');
  });

  test('takes what is released after it only copied another', async () => {
    const { cache, redis, fill, value, passSecond } = await connectCache(server());
    await fill('before');
    await redis.replicaof('127.0.0.1', 1);
    await cache.release(await cache.hold(['dune']));
    // Its release is pending.
    expect((await cache.read(['dune'])).values.size).toBe(0);
    await vi.waitFor(() => redis.replicaof('NO', 'ONE'), RECOVERY);
    await vi.waitFor(async () => {
      passSecond();
      await fill('after');
      expect(await value()).toBe('after');
    }, RECOVERY);
  });

  test('never gives back what was changed while Redis was away', async () => {
    const { cache, redis, fill, value, passSecond } = await connectCache(server());
    const other = await connectCache(server());
    await fill('before');
    await redis.save();
    await server().kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await cache.release(await cache.hold(['dune']));
    await server().restart();
    await vi.waitFor(async () => {
      passSecond();
      await fill('after');
      expect(await value()).toBe('after');
    }, RECOVERY);
    await vi.waitFor(async () => {
      other.passSecond();
      expect(await other.value()).toBe('after');
    }, RECOVERY);
  });

  test('takes no fill from before Redis was flushed in the middle of a change', async () => {
    const { cache, redis, value } = await connectCache(server());
    const early = await cache.read(['dune']);
    const hold = await cache.hold(['dune']);
    await redis.flushall();
    const meanwhile = await cache.read(['dune']);
    await cache.fill(early.permit, new Map([['dune', 'early']]));
    await cache.release(hold);
    await cache.fill(meanwhile.permit, new Map([['dune', 'meanwhile']]));
    expect(await value()).toBeUndefined();
  });
});
