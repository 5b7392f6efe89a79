import { Redis, type RedisOptions } from 'ioredis';

export type RedisClientDeps = {
  /** `redis://` or, with TLS, `rediss://`; may carry user, password and database. */
  readonly url: string;
  /** Shown by `CLIENT LIST`, such as the name of the process. */
  readonly name: string;
  /** Told each time a connection fails, so about once a second while Redis is away. */
  readonly onError: (error: unknown) => void;
  readonly random?: () => number;
};

// `replyMapping` is left out since ioredis types it twice, in two ways.
type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 1000;

/**
 * Time before the next attempt to connect: doubling from 50 ms to 1 s, half of it at random, so that the pods do not
 * all come back in one moment.
 *
 * @param attempt 1 for the first
 * @param random 0 to 1
 * @returns milliseconds
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(FIRST_RECONNECT_MS * 2 ** (attempt - 1), LONGEST_RECONNECT_MS);
  return Math.round(fullMs * (0.5 + random / 2));
}

/**
 * A client for a cache and a change feed: a command fails at once without a connection, and after
 * `commandTimeoutMs` (100) with one that hangs. Nothing is queued or sent twice. Connects by itself, again and again.
 */
export function createCacheRedis(deps: RedisClientDeps & { commandTimeoutMs?: number }): Redis {
  return connect(deps, failFast(deps.commandTimeoutMs ?? 100));
}

/** A client for those who enqueue jobs: fails fast like that of the cache, but has 250 ms for each command. */
export function createProducerRedis(deps: RedisClientDeps): Redis {
  return connect(deps, failFast(250));
}

/** A client for those who run jobs: waits for Redis for ever. */
export function createWorkerRedis(deps: RedisClientDeps): Redis {
  return connect(deps, {
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    // Longer than BullMQ blocks (10 s). Without it a worker whose peer went away without a word listens on for ever.
    socketTimeout: 30_000,
  });
}

function failFast(commandTimeoutMs: number): ClientOptions {
  return {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 1000,
    // A connection that says nothing for so long is replaced: its peer may be gone without a word.
    socketTimeout: 2000,
  };
}

function connect(
  { url, name, onError, random = Math.random }: RedisClientDeps,
  own: ClientOptions,
) {
  const redis = new Redis(url, {
    connectionName: name,
    retryStrategy: (attempt) => reconnectDelayMs(attempt, random()),
    // After a failover the old primary only reads; a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...own,
  });
  redis.on('error', onError);
  return redis;
}
