import { randomInt } from 'node:crypto';
import type { GenerationCache } from '@books/cache/generation-cache';
import type { Redis } from 'ioredis';
import { createCircuit } from './circuit.ts';
import { FILL, READ } from './generation-scripts.ts';
import type { ScriptRedis } from './lua-script.ts';
import {
  createMeasured,
  InvalidationPendingError,
  type CacheOperation,
} from './measured-operation.ts';
import { createRepeatedInvalidations } from './repeated-invalidations.ts';
import { createNearCopies } from './near-copies.ts';
import { decodeEntry, encodeValue, redisKeys } from './stored-value.ts';

export type RedisGenerationCacheDeps<T> = {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: ScriptRedis & Pick<Redis, 'del' | 'set'>;
  /** Makes a value of what was in the cache, maybe put there by another release. @throws when it is none */
  readonly parse: (stored: unknown) => T;
  readonly now: () => Date;
  /** See `GenerationCache`; 0 if not given. */
  readonly holdSeconds?: number;
  /**
   * Values kept in this process as well, 0 if not given. Redis is asked about each at every read all the same, and an
   * invalidation counts at once; but the value itself is neither sent nor parsed again.
   */
  readonly nearEntries?: number;
  /** Told once for each operation. */
  readonly onOperation?: (operation: CacheOperation) => void;
};

export type RedisGenerationCache<T> = GenerationCache<T> & {
  /** Invalidations that have failed and are being repeated. */
  pendingInvalidations(): number;
};

/**
 * Far above the life of any request, but a fill that outlives its generation is refused all the same: the next one is
 * another random number, never the old one again.
 */
const GENERATION_TTL_SECONDS = 3600;
const CIRCUIT = { failureLimit: 5, openMs: 1000 };
const REPEATS = { maxKeys: 10_000, intervalMs: 100 };

/**
 * The cache on Redis. A read or a fill that Redis does not answer costs the client's command timeout, and after five
 * failures in a row nothing for a second at a time. Invalidations are always sent, and repeated when they fail; until
 * then this process takes nothing from the cache for that key. Redis must not keep it on disk: a value that came back
 * from there would be one from before its invalidation.
 */
export function createRedisGenerationCache<T>(
  deps: RedisGenerationCacheDeps<T>,
): RedisGenerationCache<T> {
  const { redis, parse, now, holdSeconds = 0, nearEntries = 0 } = deps;
  const near = createNearCopies<T>(nearEntries, now);
  const circuit = createCircuit({ ...CIRCUIT, now });
  const invalidateNow = async (key: string) => {
    const [valueKey, generationKey, holdKey] = redisKeys(key);
    const held =
      holdSeconds === 0
        ? undefined
        : redis.set(holdKey, '', 'PX', holdSeconds * 1000).catch(unlessFull);
    // The next read draws another generation. Deleting is also what a full Redis still does.
    await Promise.all([held, redis.del(valueKey, generationKey)]);
  };
  const repeats = createRepeatedInvalidations({ ...REPEATS, invalidate: invalidateNow });

  const read = async (key: string) => {
    if (repeats.isPending(key)) throw new InvalidationPendingError('invalidation is pending');
    const newGeneration = randomInt(1, 2 ** 48 - 1);
    const copy = near.get(key);
    const reply = await circuit.run(() =>
      READ.run(redis, redisKeys(key), [
        newGeneration,
        GENERATION_TTL_SECONDS,
        copy?.generation ?? 0,
      ]),
    );
    const decoded = decodeEntry(reply, copy, parse);
    const { value, generation } = decoded.entry;
    if (value === undefined) near.delete(key);
    else if (value !== copy?.value) {
      near.set(key, { value, generation, expiresAtMs: now().getTime() + decoded.ttlMs });
    }
    return decoded;
  };

  const fill = async (key: string, value: T, generation: number, ttlSeconds: number) => {
    const [valueKey, generationKey] = redisKeys(key);
    const ttlMs = Math.max(1, Math.ceil(ttlSeconds * 1000));
    const reply = await circuit.run(() =>
      FILL.run(redis, [valueKey, generationKey], [generation, encodeValue(value), ttlMs]),
    );
    const isStored = reply === 1;
    if (isStored) near.set(key, { value, generation, expiresAtMs: now().getTime() + ttlMs });
    return isStored;
  };

  const invalidate = async (key: string) => {
    near.delete(key);
    try {
      await invalidateNow(key);
    } catch (error) {
      repeats.add(key);
      throw error;
    }
  };

  const measured = createMeasured(deps.onOperation);
  return {
    async read(key) {
      const { entry } = await measured('read', read(key), ({ isReadable }) => isReadable);
      return entry;
    },
    fill: (key, value, generation, ttlSeconds) =>
      measured('fill', fill(key, value, generation, ttlSeconds)),
    invalidate: (key) => measured('invalidate', invalidate(key)),
    pendingInvalidations: repeats.count,
  };
}

/** A full Redis holds nothing, but takes no fill either. */
function unlessFull(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error;
}
