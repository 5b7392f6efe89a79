import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '@books/domain/errors';
import type { DynamoDeps, Item } from './dynamo-items.ts';
import { consumedUnits } from './dynamo-request-observer.ts';
import { pauseMs, REQUEST_RETRIES, type RetryDeps, type RetryPolicy } from './dynamo-retry.ts';
import { UNLIMITED_RETRIES } from './retry-budget.ts';
import { UNPACED, type WritePacer } from './write-pacer.ts';

/** What DynamoDB takes in one request. */
const GET_CHUNK_KEYS = 100;
const WRITE_CHUNK_ITEMS = 25;
/** Requests of one call that are under way at once. */
const CONCURRENT_CHUNKS = 8;

/**
 * Reads items by their keys, consistently and in no particular order; those that are not there are missing.
 *
 * @param keys each at most once
 * @throws DomainError unavailable when DynamoDB leaves keys out time and again
 */
export async function batchGet(
  deps: Pick<DynamoDeps, 'client' | 'retry'>,
  table: string,
  keys: readonly Item[],
): Promise<Item[]> {
  const found: Item[] = [];
  await forEachChunk(keys, GET_CHUNK_KEYS, (chunk) =>
    untilNothingIsLeft(deps.retry, REQUEST_RETRIES, chunk, async (keysLeft) => {
      const { Responses, UnprocessedKeys } = await deps.client.send(
        new BatchGetCommand({
          RequestItems: { [table]: { Keys: keysLeft, ConsistentRead: true } },
        }),
      );
      found.push(...(Responses?.[table] ?? []));
      return UnprocessedKeys?.[table]?.Keys ?? [];
    }),
  );
  return found;
}

/** An item to store, or the key of one to remove. */
export type BatchWrite = { readonly put: Item } | { readonly remove: Item };

export type BatchWriteOptions = {
  /** {@link REQUEST_RETRIES} if not given. */
  readonly policy?: RetryPolicy;
  readonly pacer?: WritePacer;
};

/**
 * Stores and removes items, without conditions and in no particular order.
 *
 * @param writes each item at most once
 * @throws DomainError unavailable when DynamoDB leaves items out time and again; some are written then
 */
export async function batchWrite(
  deps: Pick<DynamoDeps, 'client' | 'retry'>,
  table: string,
  writes: readonly BatchWrite[],
  { policy = REQUEST_RETRIES, pacer = UNPACED }: BatchWriteOptions = {},
): Promise<void> {
  const requests: WriteRequest[] = writes.map((write) =>
    'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.remove } },
  );
  await forEachChunk(requests, WRITE_CHUNK_ITEMS, (chunk) =>
    untilNothingIsLeft(
      { ...deps.retry, budget: UNLIMITED_RETRIES },
      policy,
      chunk,
      async (requestsLeft) => {
        await pacer.waitForTurn();
        const output = await deps.client.send(
          new BatchWriteCommand({
            RequestItems: { [table]: requestsLeft },
            ReturnConsumedCapacity: 'TOTAL',
          }),
        );
        pacer.spend(consumedUnits(output));
        return output.UnprocessedItems?.[table] ?? [];
      },
    ),
  );
}

type WriteRequest = NonNullable<
  NonNullable<ConstructorParameters<typeof BatchWriteCommand>[0]['RequestItems']>[string]
>[number];

/** Sends entries, and what is left over of them again after a pause, until nothing is. */
async function untilNothingIsLeft<Entry>(
  { random, sleep, budget }: RetryDeps,
  policy: RetryPolicy,
  entries: Entry[],
  /** Returns what was not processed. */
  send: (entries: Entry[]) => Promise<Entry[]>,
): Promise<void> {
  let sent = entries;
  let left = await send(sent);
  for (let failures = 1; left.length > 0; failures += 1) {
    // A batch that gets on takes nothing from others; one that does not is as throttled as a single request.
    const getsOn = left.length < sent.length;
    if (failures >= policy.attempts || !(getsOn || budget.trySpend())) {
      throw new DomainError('unavailable', 'the store is busy, try again in a moment', {
        retryAfterSeconds: 1,
      });
    }
    await sleep(pauseMs(policy, failures, random));
    sent = left;
    left = await send(sent);
  }
  budget.earn();
}

/** Hands a list's chunks to `work`, a few at once; after a failure no further one. */
async function forEachChunk<Entry>(
  entries: readonly Entry[],
  chunkSize: number,
  work: (chunk: Entry[]) => Promise<void>,
): Promise<void> {
  // All workers take from one generator, which the first to fail closes for all by leaving its loop.
  const chunks = chunksOf(entries, chunkSize);
  const workers = Array.from({ length: CONCURRENT_CHUNKS }, async () => {
    for (const chunk of chunks) await work(chunk);
  });
  await Promise.all(workers);
}

function* chunksOf<Entry>(entries: readonly Entry[], size: number): Generator<Entry[]> {
  for (let start = 0; start < entries.length; start += size) {
    yield entries.slice(start, start + size);
  }
}
