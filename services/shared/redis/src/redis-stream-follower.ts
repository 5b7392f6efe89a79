import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

export type StreamEntry = { readonly id: string; readonly fields: ReadonlyMap<string, string> };

export type FollowOptions = {
  /** Asked once for the place to begin at; the connection that follows is made from its settings. */
  readonly redis: Redis;
  /** Key of the stream. */
  readonly stream: string;
  /** Never fails. The next entry waits for it. */
  readonly onEntry: (entry: StreamEntry) => Promise<void>;
  /** Told when reading failed; it goes on by itself. */
  readonly onError: (error: unknown) => void;
};

/** How long a read waits for an entry, in milliseconds. */
const BLOCK_MS = 5000;
const RETRY_MS = 250;
const ENTRIES_PER_READ = 100;
/** Before all entries. */
const BEGIN = '0-0';

/**
 * Reads a stream from now on, on a connection of its own, until the answer is called. After an outage it goes on from
 * the entry it had read last, as far as the stream still has what came then.
 */
export function followStream({ redis, stream, onEntry, onError }: FollowOptions): () => void {
  const reader = redis.duplicate({
    enableOfflineQueue: true,
    commandTimeout: undefined,
    socketTimeout: BLOCK_MS + 2000,
  });
  // What a lost connection means is told by the read that fails.
  reader.on('error', () => {});
  const stop = new AbortController();
  // Asked at once and on the publisher's connection, so that what this process publishes next is heard.
  const beginning = lastEntryId(redis, stream).catch(() => undefined);

  /** Waits for entries after `position`; answers with the id of the last one that was handed on. */
  const readFrom = async (position: string): Promise<string> => {
    const reply = await reader.xread(
      ...(['COUNT', ENTRIES_PER_READ, 'BLOCK', BLOCK_MS, 'STREAMS', stream, position] as const),
    );
    let last = position;
    for (const [id, fields] of reply?.[0]?.[1] ?? []) {
      if (stop.signal.aborted) break;
      await onEntry({ id, fields: pairs(fields) });
      last = id;
    }
    return last;
  };

  const run = async () => {
    let position = await beginning;
    while (!stop.signal.aborted) {
      try {
        position = resumeAt(position, await lastEntryId(reader, stream));
        while (!stop.signal.aborted) position = await readFrom(position);
      } catch (error) {
        if (stop.signal.aborted) return;
        onError(error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  };
  run().catch(onError);

  return () => {
    stop.abort();
    reader.disconnect();
  };
}

/**
 * Where to read on after (re)connecting.
 *
 * @param position id of the entry read last; `undefined` before the first
 * @param last id of the stream's last entry, `0-0` when it has none
 * @returns `position`, unless the stream is younger: then it is another one and all of it is new
 */
export function resumeAt(position: string | undefined, last: string): string {
  if (position === undefined) return last;
  return isBefore(last, position) ? BEGIN : position;
}

function isBefore(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms < otherMs || (ms === otherMs && sequence < otherSequence);
}

async function lastEntryId(redis: Redis, stream: string): Promise<string> {
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  return last?.[0] ?? BEGIN;
}

/** A map of `[name, value, name, value, ...]`. */
function pairs(flat: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2) map.set(flat[index]!, flat[index + 1]!);
  return map;
}
