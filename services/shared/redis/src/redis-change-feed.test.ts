import { describeChangeFeed } from '@books/change-feed/change-feed.contract';
import type { Change, ChangeFeed } from '@books/change-feed/change-feed';
import { bookId } from '@books/domain/testing/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRedisChangeFeed } from './redis-change-feed.ts';
import { createCacheRedis } from './redis-client.ts';
import { connect } from './testing/connect.ts';
import { describeWithRedis } from './testing/describe-with-redis.ts';
import type { RedisServer } from './testing/redis-server.ts';

const ratedDune: Change = { table: 'book_stats', key: bookId('gb:1') };
const newEmma: Change = { table: 'books', key: bookId('gb:2') };
/** Time within which an outage must be over for a client, in milliseconds. */
const RECOVERY_MS = 5000;

async function connectFeed(server: RedisServer) {
  const errors: unknown[] = [];
  const redis = await connect(server, createCacheRedis);
  const feed = createRedisChangeFeed({ redis, onError: (error) => errors.push(error) });
  return { redis, errors, feed: endingWithTest(feed) };
}

/** Stops all followers when the test is over. */
function endingWithTest(feed: ChangeFeed): ChangeFeed {
  return {
    publish: feed.publish,
    follow(listener) {
      const stop = feed.follow(listener);
      onTestFinished(stop);
      return stop;
    },
  };
}

function listen(feed: ChangeFeed): Change[] {
  const heard: Change[] = [];
  feed.follow((change) => void heard.push(change));
  return heard;
}

describeWithRedis('the change feed on Redis', (server) => {
  describeChangeFeed('redis', async () => (await connectFeed(server())).feed);

  test('tells another process', async () => {
    const heard = listen((await connectFeed(server())).feed);
    const { feed } = await connectFeed(server());
    // The other process has begun to follow when it hears anything.
    await vi.waitFor(async () => {
      await feed.publish(ratedDune);
      expect(heard).toContainEqual(ratedDune);
    });
  });

  test('tells nothing of what was before', async () => {
    const { feed } = await connectFeed(server());
    await feed.publish(newEmma);
    const heard = listen(feed);
    await feed.publish(ratedDune);
    await vi.waitFor(() => expect(heard).toEqual([ratedDune]));
  });

  test('never fails to publish, but tells that it could not', async () => {
    const { feed, errors } = await connectFeed(server());
    await server().kill();
    await feed.publish(ratedDune);
    expect(errors).toHaveLength(1);
  });

  test('waits for a hung Redis no longer than a command may take', async () => {
    const { feed, errors } = await connectFeed(server());
    server().pause();
    await feed.publish(ratedDune);
    expect(errors).toEqual([new Error('Command timed out')]);
  });

  test('goes on when Redis is back, even without its data', async () => {
    const { feed } = await connectFeed(server());
    const heard = listen(feed);
    await feed.publish(ratedDune);
    await vi.waitFor(() => expect(heard).toEqual([ratedDune]));
    await server().restart();
    await vi.waitFor(
      async () => {
        await feed.publish(newEmma);
        expect(heard).toContainEqual(newEmma);
      },
      { timeout: RECOVERY_MS },
    );
  });

  test('tells what came while the connection of a follower was lost', async () => {
    const { feed, redis } = await connectFeed(server());
    const heard = listen(feed);
    await feed.publish(ratedDune);
    await vi.waitFor(() => expect(heard).toEqual([ratedDune]));
    await redis.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
    await feed.publish(newEmma);
    await vi.waitFor(() => expect(heard).toEqual([ratedDune, newEmma]), { timeout: RECOVERY_MS });
  });

  test('tells nothing of entries that are no changes', async () => {
    const { feed, redis, errors } = await connectFeed(server());
    const heard = listen(feed);
    await redis.xadd('changes', '*', 'table', 'of a later release', 'key', 'gb:1');
    await redis.xadd('changes', '*', 'table', 'books', 'key', 'no id');
    await feed.publish(ratedDune);
    await vi.waitFor(() => expect(heard).toEqual([ratedDune]));
    expect(errors).toHaveLength(2);
  });

  test('keeps a limited number of changes', async () => {
    const { feed, redis } = await connectFeed(server());
    const changes = Array.from({ length: 12_000 }, () => feed.publish(ratedDune));
    await Promise.all(changes);
    expect(await redis.xlen('changes')).toBeLessThan(11_000);
  });
});
