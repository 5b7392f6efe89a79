import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';

export type ScriptRedis = Pick<Redis, 'eval' | 'evalsha'>;

export type LuaScript = {
  /** Runs it as one step. @throws what Redis or the way to it fails with */
  run(
    redis: ScriptRedis,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
};

/** A script that is sent by its digest, and whole only to a Redis that does not know it yet. */
export function luaScript(source: string): LuaScript {
  const digest = hash('sha1', source);
  return {
    async run(redis, keys, args) {
      try {
        return await redis.evalsha(digest, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return redis.eval(source, keys.length, ...keys, ...args);
      }
    },
  };
}
