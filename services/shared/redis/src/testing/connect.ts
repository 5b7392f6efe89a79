import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { createCacheRedis, type RedisClientDeps } from '../redis-client.ts';
import type { RedisServer } from './redis-server.ts';

/** Deps for a client of a test, which is not told of lost connections. */
export function clientDeps(server: RedisServer): RedisClientDeps {
  return { url: server.url, name: 'test', onError: () => {} };
}

/** A connected client as a process has it for its cache; closed after the test. */
export async function connectCacheRedis(server: RedisServer): Promise<Redis> {
  const redis = createCacheRedis(clientDeps(server));
  onTestFinished(() => redis.disconnect());
  await once(redis, 'ready');
  return redis;
}
