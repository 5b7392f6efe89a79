import { expect, onTestFinished, test, vi } from 'vitest';
import { firstConnection } from './first-connection.ts';
import { createCacheRedis } from './redis-client.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';

function open(url: string) {
  const redis = createCacheRedis({ url, name: 'test', onError: () => {} });
  onTestFinished(() => redis.disconnect());
  return redis;
}

describeWithRedis('the first connection', (server) => {
  test('is waited for while Redis takes its time, and not again', async () => {
    server().pause();
    const redis = open(server().url);
    const waiting = vi.fn<() => void>();
    const connected = firstConnection(redis).then(waiting);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(waiting).not.toHaveBeenCalled();
    server().resume();
    await connected;
    expect(redis.status).toBe('ready');
    await firstConnection(redis);
  });
});

test('nobody waits for ever for a Redis that is not there', async () => {
  const redis = open('redis://127.0.0.1:1');
  await firstConnection(redis);
  expect(redis.status).not.toBe('ready');
});
