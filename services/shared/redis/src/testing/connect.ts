import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { RedisClientDeps } from '../redis-client.ts';
import type { RedisServer } from './redis-server.ts';

/** A connected client, made as processes make theirs; closed after the test. */
export async function connect(
  server: RedisServer,
  createRedis: (deps: RedisClientDeps) => Redis,
): Promise<Redis> {
  const redis = createRedis({ url: server.url, name: 'test', onError: () => {} });
  onTestFinished(() => redis.disconnect());
  await once(redis, 'ready');
  return redis;
}
