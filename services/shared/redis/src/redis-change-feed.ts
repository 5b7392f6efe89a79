import type { Change, ChangeFeed, ChangeListener } from '@books/change-feed/change-feed';
import { BookId } from '@books/domain/ids';
import type { Redis } from 'ioredis';
import { followStream, type StreamEntry } from './redis-stream-follower.ts';

export type RedisChangeFeedDeps = {
  /** Publishes; fails fast: see `createCacheRedis`. Each follower makes a connection of its own from it. */
  readonly redis: Redis;
  /** Told of a change that could not be published or read, and of a listener that failed. */
  readonly onError: (error: unknown) => void;
  /** Key of the stream. */
  readonly stream?: string;
};

/** Changes that are kept for followers who lost their connection for a moment, about; less than a megabyte. */
const KEPT_CHANGES = 10_000;

/** A feed on a capped Redis stream: followers keep their own place in it, and go on from there after an outage. */
export function createRedisChangeFeed(deps: RedisChangeFeedDeps): ChangeFeed {
  const { redis, onError, stream = 'changes' } = deps;
  return {
    async publish({ table, key }) {
      try {
        const fields = ['table', table, 'key', key];
        await redis.xadd(stream, 'MAXLEN', '~', KEPT_CHANGES, '*', ...fields);
      } catch (error) {
        onError(error);
      }
    },
    follow(listener) {
      return followStream({
        redis,
        stream,
        onError,
        onEntry: (entry) => tell(listener, entry, onError),
      });
    },
  };
}

async function tell(
  listener: ChangeListener,
  entry: StreamEntry,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await listener(parseChange(entry), publishedAt(entry));
  } catch (error) {
    onError(error);
  }
}

/** Redis numbers entries by its clock: milliseconds since 1970, a hyphen, a count. */
function publishedAt({ id }: StreamEntry): Date {
  return new Date(Number.parseInt(id, 10));
}

/** @throws when the entry is no change, such as one of a later release */
function parseChange({ id, fields }: StreamEntry): Change {
  const table = fields.get('table');
  if (table !== 'books' && table !== 'book_stats') {
    throw new Error(`entry ${id} of the change feed is of no table that is known here`);
  }
  return { table, key: BookId.parse(fields.get('key')) };
}
