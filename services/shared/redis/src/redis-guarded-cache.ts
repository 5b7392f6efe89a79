import { randomBytes } from 'node:crypto';
import type { GuardedCache, GuardedRead, Hold } from '@books/cache/guarded-cache';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { createCircuit } from './circuit.ts';
import { DROP, FILL, HOLD, READ, RELEASE } from './guarded-scripts.ts';
import type { ScriptRedis } from './lua-script.ts';
import { createMeasured, type CacheOperation } from './measured-operation.ts';
import { createRepeatedInvalidations } from './repeated-invalidations.ts';

export type RedisGuardedCacheDeps<T> = {
  /** Fails fast: see `createCacheRedis`. Not a cluster: one script reads several keys. */
  readonly redis: ScriptRedis & Pick<Redis, 'on'>;
  /** Makes a value of what was in the cache, maybe put there by another release. @throws when it is none */
  readonly parse: (stored: unknown) => T;
  readonly now: () => Date;
  /** The longest that a value is kept, and so that an old one is where Redis lost what it was told. */
  readonly ttlSeconds: number;
  /**
   * Whether values stay in memory with their texts, so that a text that stays the same gives the very same value and callers can
   * remember what they made of it. Not for what belongs to readers, who may leave.
   */
  readonly keepsParsed: boolean;
  /** Told once for each operation. */
  readonly onOperation?: (operation: CacheOperation) => void;
};

/** Longer than a change lasts: a request has ten seconds, a transaction fifteen. Only an import that meets others may take longer. */
const HOLD_MS = 30_000;
/** Longer than facts are read; who comes meanwhile reads them as well. */
const PERMIT_MS = 2000;
const CIRCUIT = { failureLimit: 5, openMs: 1000 };
const REPEATS = { maxKeys: 10_000, intervalMs: 100 };
/** Of texts whose values are kept. */
const PARSED_CHARACTERS = 2_000_000;
/** Where nothing is, see {@link READ}. */
const NOWHERE = 'nothing';
/** How long others take to connect again who lost Redis at the same time, and to repeat their releases; in milliseconds. */
const RELEASES_ARE_LATE_MS = 3000;
/** Of a release that is repeated: its own hold then ends by itself. */
const NO_TOKEN = '';

type Parsed<T> = { readonly text: string; readonly value: T };

/**
 * The guarded cache on Redis. What Redis does not answer costs the client's command timeout, and after five failures in a row
 * nothing for a second at a time. Releases are always sent, and repeated when they fail; until then this process reads
 * nothing of those keys from the cache. After it has lost Redis for a moment, or has not been answered, it reads nothing for three
 * seconds, as the releases of others may be late.
 */
export function createRedisGuardedCache<T>(deps: RedisGuardedCacheDeps<T>): GuardedCache<T> {
  const { redis, parse, now, ttlSeconds, keepsParsed } = deps;
  const circuit = createCircuit({ ...CIRCUIT, now });
  const measured = createMeasured(deps.onOperation);
  const parsed = new LRUCache<string, Parsed<T>>({
    maxSize: PARSED_CHARACTERS,
    sizeCalculation: ({ text }) => text.length,
  });

  let trustedFromMs = 0;
  let isUnanswered = false;
  const distrustForNow = () => (trustedFromMs = now().getTime() + RELEASES_ARE_LATE_MS);
  redis.on('ready', distrustForNow);
  /** Whoever was not answered knows as little of others as who has lost the connection: they may have lost theirs. */
  const askRedis = async (ask: () => Promise<unknown>): Promise<unknown> => {
    let replies: unknown;
    try {
      replies = await circuit.run(ask);
    } catch (error) {
      isUnanswered = true;
      throw error;
    }
    if (isUnanswered) distrustForNow();
    isUnanswered = false;
    return replies;
  };

  const textOf = (value: T) => `=${JSON.stringify(value)}`;
  const sendRelease = (
    keys: readonly string[],
    token: string,
    values: ReadonlyMap<string, T> = new Map(),
  ) => {
    const texts = keys.map((key) => (values.has(key) ? textOf(values.get(key)!) : ''));
    return RELEASE.run(redis, keys.flatMap(factAndHolders), [token, ttlSeconds * 1000, ...texts]);
  };
  const repeats = createRepeatedInvalidations({
    ...REPEATS,
    invalidate: async (key) => void (await sendRelease([key], NO_TOKEN)),
  });

  /** @throws when the text is no value of ours */
  const valueOf = (key: string, text: string): T => {
    const known = parsed.get(key);
    if (known?.text === text) return known.value;
    const value = parse(JSON.parse(text.slice(1)));
    if (keepsParsed) parsed.set(key, { text, value });
    return value;
  };

  /** Of these keys those whose value is not from before a release that is late. */
  const trusted = (keys: readonly string[]) =>
    now().getTime() >= trustedFromMs ? keys.filter((key) => !repeats.isPending(key)) : [];

  const read = async (keys: readonly string[]) => {
    const permit = newToken();
    const values = new Map<string, T>();
    const mayFill = new Set<string>();
    const unreadable = new Map<string, string>();
    const asked = trusted(keys);
    const replies =
      asked.length === 0
        ? []
        : await askRedis(() =>
            READ.run(redis, [NOWHERE, ...asked.map(factKey)], [permit, PERMIT_MS]),
          );
    if (!Array.isArray(replies)) throw new Error('Redis gave no values');
    const isTrusted = new Set(trusted(asked));
    asked.forEach((key, at) => {
      const reply: unknown = replies[at];
      if (!isTrusted.has(key)) return;
      if (reply === 1) mayFill.add(key);
      if (typeof reply !== 'string') return;
      try {
        values.set(key, valueOf(key, reply));
      } catch {
        unreadable.set(factKey(key), reply);
      }
    });
    const isReadable = unreadable.size === 0;
    // It goes, so that the next reader may fill; should that fail, it goes when its time is over.
    if (!isReadable)
      DROP.run(redis, [...unreadable.keys()], [...unreadable.values()]).catch(() => {});
    return { values, mayFill, permit, isReadable };
  };

  const fill = (permit: string, values: ReadonlyMap<string, T>) => {
    const texts = [...values.values()].map(textOf);
    const keys = [...values.keys()].map(factKey);
    return circuit.run(() => FILL.run(redis, keys, [permit, ttlSeconds * 1000, ...texts]));
  };

  const sendHold = async (keys: readonly string[], token: string) => {
    const trustedBefore = trusted(keys);
    const replies = await askRedis(() =>
      HOLD.run(redis, keys.flatMap(factAndHolders), [token, HOLD_MS]),
    );
    if (!Array.isArray(replies)) throw new Error('Redis gave no values');
    const isTrusted = new Set(trusted(trustedBefore));
    return (key: string): T | undefined => {
      const text: unknown = replies[keys.indexOf(key)];
      if (typeof text !== 'string' || text === '' || !isTrusted.has(key)) return undefined;
      try {
        return valueOf(key, text);
      } catch {
        // What cannot be read is gone already.
        return undefined;
      }
    };
  };

  return {
    async read(keys): Promise<GuardedRead<T>> {
      return measured('read', read(keys), ({ isReadable }) => isReadable);
    },

    async fill(permit, values) {
      if (values.size > 0) await measured('fill', fill(permit, values));
    },

    async hold(keys): Promise<Hold<T>> {
      const token = newToken();
      const before = await measured('hold', sendHold(keys, token)).catch(() => nothingBefore);
      return { keys, token, before };
    },

    async release({ keys, token }, values) {
      try {
        await measured('release', sendRelease(keys, token, values));
      } catch {
        for (const key of keys) repeats.add(key);
      }
    },
  };
}

/** Keys of the two kinds begin differently, so that no key of a fact can be one of holders. */
export const factKey = (key: string) => `fact:${key}`;
const factAndHolders = (key: string) => [factKey(key), `holders:${key}`];

const nothingBefore = () => undefined;

function newToken(): string {
  return randomBytes(9).toString('base64url');
}
