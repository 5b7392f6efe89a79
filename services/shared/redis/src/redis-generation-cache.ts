import { randomInt } from 'node:crypto';
import type { CacheEntry, GenerationCache } from '@books/cache/generation-cache';
import type { Redis } from 'ioredis';
import { CircuitOpenError, createCircuit } from './circuit.ts';
import { FILL, INVALIDATE, READ } from './generation-scripts.ts';
import { createRepeatedInvalidations } from './repeated-invalidations.ts';

/** What became of a command: `skipped` ones were not sent, `unreadable` is a value that is none of ours. */
export type CacheOutcome = 'ok' | 'unreadable' | 'failed' | 'skipped';

export type CacheOperation = {
  readonly operation: 'read' | 'fill' | 'invalidate';
  readonly outcome: CacheOutcome;
  readonly durationSeconds: number;
};

export type RedisGenerationCacheDeps<T> = {
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: Pick<Redis, 'eval'>;
  /** Makes a value of what was in the cache, maybe put there by another release. @throws when it is none */
  readonly parse: (stored: unknown) => T;
  readonly now: () => Date;
  /** Told once for each operation. */
  readonly onOperation?: (operation: CacheOperation) => void;
};

/** The invalidation of this key is still to be made, so what the cache holds may be old. */
export class InvalidationPendingError extends Error {
  override readonly name = 'InvalidationPendingError';
}

export type RedisGenerationCache<T> = GenerationCache<T> & {
  /** Invalidations that have failed and are being repeated. */
  pendingInvalidations(): number;
};

/**
 * Far above the life of any request. A fill that outlives its generation is refused all the same: the next one is
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
  const { redis, parse, now, onOperation } = deps;
  const circuit = createCircuit({ ...CIRCUIT, now });
  const nextGeneration = () => randomInt(1, 2 ** 48 - 1);

  const invalidateNow = async (key: string) => {
    await redis.eval(INVALIDATE, 2, ...redisKeys(key), nextGeneration(), GENERATION_TTL_SECONDS);
  };
  const repeats = createRepeatedInvalidations({ ...REPEATS, invalidate: invalidateNow });

  const measured = async <R>(
    operation: CacheOperation['operation'],
    run: () => Promise<{ result: R; outcome: CacheOutcome }>,
  ): Promise<R> => {
    const startedAtMs = performance.now();
    let outcome: CacheOutcome = 'failed';
    try {
      const done = await run();
      outcome = done.outcome;
      return done.result;
    } catch (error) {
      const isSkipped =
        error instanceof CircuitOpenError || error instanceof InvalidationPendingError;
      if (isSkipped) outcome = 'skipped';
      throw error;
    } finally {
      const durationSeconds = (performance.now() - startedAtMs) / 1000;
      onOperation?.({ operation, outcome, durationSeconds });
    }
  };

  return {
    read: (key) =>
      measured('read', async () => {
        if (repeats.isPending(key)) throw new InvalidationPendingError('invalidation is pending');
        const reply = await circuit.run(() =>
          redis.eval(READ, 2, ...redisKeys(key), nextGeneration(), GENERATION_TTL_SECONDS),
        );
        return readEntry(reply, parse);
      }),
    fill: (key, value, generation, ttlSeconds) =>
      measured('fill', async () => {
        const ttlMs = Math.max(1, Math.ceil(ttlSeconds * 1000));
        const stored = JSON.stringify({ value });
        const reply = await circuit.run(() =>
          redis.eval(FILL, 2, ...redisKeys(key), generation, stored, ttlMs),
        );
        return { result: reply === 1, outcome: 'ok' };
      }),
    invalidate: (key) =>
      measured('invalidate', async () => {
        try {
          await invalidateNow(key);
        } catch (error) {
          repeats.add(key);
          throw error;
        }
        return { result: undefined, outcome: 'ok' };
      }),
    pendingInvalidations: repeats.count,
  };
}

/**
 * `{reco:ann}` for the value and `{reco:ann}:gen` for the generation. Only what stands between the braces decides on
 * the slot of a Redis cluster, so both are on one node, as a script demands; braces in the key itself are escaped.
 */
export function redisKeys(key: string): [valueKey: string, generationKey: string] {
  const tag = `{${key.replaceAll(/[%{}]/g, encodeURIComponent)}}`;
  return [tag, `${tag}:gen`];
}

function readEntry<T>(
  reply: unknown,
  parse: (stored: unknown) => T,
): { result: CacheEntry<T>; outcome: CacheOutcome } {
  const [stored, generationText] = Array.isArray(reply) ? reply : [];
  const generation = Number(generationText);
  if (!Number.isSafeInteger(generation)) throw new Error('Redis gave no generation');
  if (typeof stored !== 'string') return { result: { generation }, outcome: 'ok' };
  try {
    const envelope: unknown = JSON.parse(stored);
    if (typeof envelope !== 'object' || envelope === null || !('value' in envelope)) {
      throw new Error('not a value of this cache');
    }
    return { result: { value: parse(envelope.value), generation }, outcome: 'ok' };
  } catch {
    // A miss: what is computed now will take its place.
    return { result: { generation }, outcome: 'unreadable' };
  }
}
