import { describe, expect, test } from 'vitest';
import type { GuardedCache } from './guarded-cache.ts';

export type GuardedCacheUnderTest = {
  /** Keeps values for a minute and a hold for half a minute at most. */
  readonly cache: GuardedCache<string>;
  /** Lets this much time pass for the cache. */
  readonly advanceSeconds: (seconds: number) => Promise<void>;
};

const NO_HOLD = { token: 'of a hold that the cache never heard of', before: () => undefined };

/** What every guarded cache does. `create` gives an empty one. */
export function describeGuardedCache(name: string, create: () => Promise<GuardedCacheUnderTest>) {
  describe(`${name} as a guarded cache`, () => {
    const fill = async (cache: GuardedCache<string>, key: string, value: string) => {
      const { permit } = await cache.read([key]);
      await cache.fill(permit, new Map([[key, value]]));
    };
    const valueOf = async (cache: GuardedCache<string>, key: string) =>
      (await cache.read([key])).values.get(key);

    test('has nothing at first, and gives back what was filled', async () => {
      const { cache } = await create();
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await create();
      const { cache: other } = await create();
      await fill(other, 'dune', 'four stars');
      expect(await valueOf(other, 'dune')).toBe('four stars');
    });

    test('tells of several at once which are there, and which the reader may fill', async () => {
      const { cache } = await create();
      await fill(cache, 'dune', 'four stars');
      await cache.hold(['emma']);
      const { values, mayFill } = await cache.read(['dune', 'emma', 'ulysses']);
      expect(values).toEqual(new Map([['dune', 'four stars']]));
      expect(mayFill).toEqual(new Set(['ulysses']));
    });

    test('lets one reader fill at a time, and another when that one is not heard of', async () => {
      const { cache, advanceSeconds } = await create();
      const first = await cache.read(['dune']);
      const second = await cache.read(['dune']);
      expect(first.mayFill).toEqual(new Set(['dune']));
      expect(second.mayFill).toEqual(new Set());
      await cache.fill(second.permit, new Map([['dune', 'from nobody']]));
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await advanceSeconds(5);
      await fill(cache, 'dune', 'four stars');
      await cache.fill(first.permit, new Map([['dune', 'late']]));
      expect(await valueOf(cache, 'dune')).toBe('four stars');
    });

    test('has and takes no value while a key is held, and takes one again after the release', async () => {
      const { cache } = await create();
      await fill(cache, 'dune', 'before');
      const hold = await cache.hold(['dune']);
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await fill(cache, 'dune', 'meanwhile');
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await cache.release(hold);
      await fill(cache, 'dune', 'after');
      expect(await valueOf(cache, 'dune')).toBe('after');
    });

    test('drops a fill whose facts were read before a hold, or before a release', async () => {
      const { cache } = await create();
      const before = await cache.read(['dune']);
      const hold = await cache.hold(['dune']);
      await cache.fill(before.permit, new Map([['dune', 'before']]));
      await cache.release(hold);
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      const { cache: other } = await create();
      const early = await other.read(['emma']);
      await other.release({ ...NO_HOLD, keys: ['emma'] });
      await other.fill(early.permit, new Map([['emma', 'before']]));
      expect(await valueOf(other, 'emma')).toBeUndefined();
    });

    test('holds a key until the last of those who hold it has released it', async () => {
      const { cache } = await create();
      const [one, other] = [await cache.hold(['dune']), await cache.hold(['dune'])];
      await cache.release(other);
      await fill(cache, 'dune', 'meanwhile');
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await cache.release(one);
      await fill(cache, 'dune', 'after');
      expect(await valueOf(cache, 'dune')).toBe('after');
    });

    test('keeps what a release brings, if nobody else has held the key meanwhile', async () => {
      const { cache } = await create();
      const brought = new Map([['dune', 'brought']]);
      await cache.release(await cache.hold(['dune', 'emma']), brought);
      expect(await valueOf(cache, 'dune')).toBe('brought');
      expect(await valueOf(cache, 'emma')).toBeUndefined();
      // Each ended or began within the other: what it had read may be from before the change of that one.
      const [one, other] = [await cache.hold(['dune']), await cache.hold(['dune'])];
      await cache.release(one, brought);
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      await cache.release(other, brought);
      expect(await valueOf(cache, 'dune')).toBeUndefined();
      const [outer, inner] = [await cache.hold(['ada']), await cache.hold(['ada'])];
      await cache.release(inner, new Map([['ada', 'brought']]));
      await cache.release(outer, new Map([['ada', 'brought']]));
      expect(await valueOf(cache, 'ada')).toBeUndefined();
      // A release without a hold, as that was not heard of, is a change as well.
      const known = await cache.hold(['eve']);
      await cache.release({ ...NO_HOLD, keys: ['eve'] });
      await cache.release(known, new Map([['eve', 'brought']]));
      expect(await valueOf(cache, 'eve')).toBeUndefined();
    });

    test('tells who holds a key what was there, if nobody else holds it', async () => {
      const { cache } = await create();
      await fill(cache, 'dune', 'four stars');
      const hold = await cache.hold(['emma', 'dune']);
      expect([hold.before('dune'), hold.before('emma')]).toEqual(['four stars', undefined]);
      expect((await cache.hold(['dune'])).before('dune')).toBeUndefined();
      const { cache: other } = await create();
      await other.read(['emma']);
      expect((await other.hold(['emma'])).before('emma')).toBeUndefined();
    });

    test('keeps nothing that a release brings if a hold has ended by itself meanwhile', async () => {
      const { cache, advanceSeconds } = await create();
      await cache.hold(['dune']);
      await advanceSeconds(20);
      const later = await cache.hold(['dune']);
      // The change of the first one may have come after what the later one has read.
      await advanceSeconds(11);
      await cache.release(later, new Map([['dune', 'brought']]));
      expect(await valueOf(cache, 'dune')).toBeUndefined();
    });

    test('ends by itself a hold that nobody releases, also when others hold the key meanwhile', async () => {
      const { cache, advanceSeconds } = await create();
      await cache.hold(['dune']);
      await advanceSeconds(20);
      const later = await cache.hold(['dune']);
      await advanceSeconds(11);
      // The first one is over, so the second was the last.
      await cache.release(later);
      await fill(cache, 'dune', 'after');
      expect(await valueOf(cache, 'dune')).toBe('after');
      const { cache: other, advanceSeconds: advanceOther } = await create();
      await other.hold(['emma']);
      await advanceOther(31);
      await fill(other, 'emma', 'after');
      expect(await valueOf(other, 'emma')).toBe('after');
    });

    test('forgets a value after a minute', async () => {
      const { cache, advanceSeconds } = await create();
      await fill(cache, 'dune', 'four stars');
      await advanceSeconds(61);
      expect(await valueOf(cache, 'dune')).toBeUndefined();
    });

    test('reads, fills, holds and releases nothing when asked for nothing', async () => {
      const { cache } = await create();
      expect((await cache.read([])).values.size).toBe(0);
      await cache.fill('permit', new Map());
      await cache.release(await cache.hold([]));
    });
  });
}
