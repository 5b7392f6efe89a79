import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '@books/domain/errors';
import { statsOf } from '@books/domain/rating-stats';
import { aRating, bookId, userId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { FIRST_SHARD, HAS_FURTHER_SHARDS } from './dynamo-rating-items.ts';
import { REQUEST_RETRIES } from './dynamo-retry.ts';
import { UNLIMITED_RETRIES } from './retry-budget.ts';
import { collectInputs, interfere, loseAnswers, refuse } from './testing/dynamo-faults.ts';
import { describeOnDynamoLocal } from './testing/dynamo-fixture.ts';

const ann = userId('ann');
const dune = bookId('gb:1');
const noPause = { random: () => 0, sleep: async () => {}, budget: UNLIMITED_RETRIES };

const transactionConflict = () =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });

const ratingIsThere = () =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });

/** Asks again while the store is busy, as a client does: DynamoDB Local gives up locks on a busy machine. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'unavailable')) throw error;
    }
  }
}

describeOnDynamoLocal('Ratings in DynamoDB', ({ createClient, createTables, openStore }) => {
  test('counts every one of 1,000 readers who rate a book at once', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client });
    // DynamoDB Local takes one transaction after the other; the service refuses those that meet.
    refuse(client, 'TransactWriteItems', 1000, transactionConflict);
    const stars = Array.from({ length: 1000 }, (_, n) => 1 + (n % 9) / 2);
    await Promise.all(
      stars.map((given, n) =>
        untilAnswered(() => ratings.rate(aRating({ userId: `reader ${n}`, stars: given }))),
      ),
    );
    expect(await ratings.stats(dune)).toEqual(statsOf(stars));
  });

  test('keeps one of two ratings that a reader gives at the same moment, and counts it once', async () => {
    const { ratings } = await openStore();
    for (let n = 0; n < 30; n += 1) {
      const book = `gb:${n}`;
      const results = await Promise.all(
        [2, 5].map((stars) => ratings.rate(aRating({ bookId: book, stars }))),
      );
      const kept = await ratings.find(ann, bookId(book));
      const replaced = results.flatMap(({ before }) => before ?? []);
      expect(new Set([kept, ...replaced].map((rating) => rating?.stars))).toEqual(new Set([2, 5]));
      expect(await ratings.stats(bookId(book))).toEqual(statsOf([kept!.stars]));
    }
  });

  test('keeps stats right while a reader rates and takes back at the same time', async () => {
    const { ratings } = await openStore();
    const changes = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0 ? ratings.remove(ann, dune) : ratings.rate(aRating({ stars: 1 + (n % 9) / 2 })),
    );
    await Promise.all(changes);
    const kept = await ratings.find(ann, dune);
    expect(await ratings.stats(dune)).toEqual(statsOf(kept === undefined ? [] : [kept.stars]));
  });

  test('keeps stats right when a rating was taken back and given anew while it is being changed', async () => {
    const client = createClient();
    const tables = await createTables();
    const { ratings } = await openStore({ client, tables });
    const elsewhere = (await openStore({ tables })).ratings;
    await ratings.rate(aRating({ stars: 2 }));
    interfere(client, 'TransactWriteItems', async () => {
      await elsewhere.remove(ann, dune);
      await elsewhere.rate(aRating({ stars: 5 }));
    });
    const result = await ratings.rate(aRating({ stars: 3 }));
    expect(result.before?.stars).toBe(5);
    expect(await ratings.stats(dune)).toEqual(statsOf([3]));
  });

  test('counts a rating once when the answer to it is lost and the SDK asks again', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client });
    loseAnswers(client, 'TransactWriteItems', 1);
    const result = await ratings.rate(aRating({ stars: 3 }));
    expect(result.before).toBeUndefined();
    expect(result.stats).toEqual(statsOf([3]));
  });

  test('counts a rating once when no answer ever came and the reader rates again', async () => {
    const client = createClient({ maxAttempts: 2 });
    const { ratings } = await openStore({ client });
    loseAnswers(client, 'TransactWriteItems', 2);
    await expect(ratings.rate(aRating({ stars: 3 }))).rejects.toMatchObject({
      kind: 'unavailable',
      retryAfterSeconds: 1,
    });
    await ratings.rate(aRating({ stars: 3 }));
    expect(await ratings.stats(dune)).toEqual(statsOf([3]));
  });

  test('knows its own change again when the answer is lost and the store has forgotten the attempt', async () => {
    const client = createClient();
    const tables = await createTables();
    const { ratings } = await openStore({ client, tables, retry: noPause });
    await ratings.rate(aRating({ stars: 2 }));
    loseAnswers(client, 'TransactWriteItems', 1, transactionConflict);

    const result = await ratings.rate(aRating({ stars: 3 }));

    expect(result.before?.stars).toBe(2);
    expect(result.stats).toEqual(statsOf([3]));
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.ratings, Key: { user_id: ann, book_id: dune } }),
    );
    expect(Item).toMatchObject({ version: 2 });
  });

  test('looks at no rating that the caller guesses is not there, and at once when it is', async () => {
    const client = createClient();
    const pauses: number[] = [];
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
    const { ratings } = await openStore({ client, retry: { ...noPause, random: () => 1, sleep } });
    const inputs = collectInputs(client);
    const sent = () => inputs.splice(0).map((input) => Object.keys(input)[0]);
    const guess = { isFirst: true };

    const first = await ratings.rate(aRating({ stars: 2 }), guess);
    expect(first).toEqual({ stats: statsOf([2]) });
    expect(sent()).toEqual(['TransactItems', 'TableName']);

    const wrong = await ratings.rate(aRating({ stars: 5 }), guess);
    expect(wrong).toEqual({ before: aRating({ stars: 2 }), stats: statsOf([5]) });
    expect(sent()).toEqual(['TransactItems', 'TableName', 'TransactItems', 'TableName']);
    expect(pauses).toEqual([]);
  });

  test.each([
    ['gone', transactionConflict],
    ['refused, since what it sent is there', ratingIsThere],
  ])(
    'knows its own change again that was made by a guess and whose answer is %s',
    async (_what, error) => {
      const client = createClient();
      const { ratings } = await openStore({ client, retry: noPause });
      loseAnswers(client, 'TransactWriteItems', 1, error);
      const result = await ratings.rate(aRating({ stars: 3 }), { isFirst: true });
      expect(result).toEqual({ stats: statsOf([3]) });
    },
  );

  test('does not take a wrong guess for somebody who was met', async () => {
    const client = createClient();
    const tables = await createTables();
    const { ratings } = await openStore({ client, tables, retry: noPause });
    await ratings.rate(aRating({ stars: 2 }));
    // The guess is wrong, and then somebody is met: once is no reason for a further shard.
    const errors = [ratingIsThere, transactionConflict];
    refuse(client, 'TransactWriteItems', errors.length, () => errors.shift()!());
    await ratings.rate(aRating({ stars: 4 }), { isFirst: true });
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.book_stats, Key: { book_id: dune, shard: FIRST_SHARD } }),
    );
    expect(Item).toMatchObject({ count: 1, half_stars_8: 1 });
    expect(Item).not.toHaveProperty(HAS_FURTHER_SHARDS);
  });

  test('says what it took away although the answer to that was lost', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client, retry: noPause });
    await ratings.rate(aRating({ stars: 2 }));
    loseAnswers(client, 'TransactWriteItems', 1, transactionConflict);
    expect((await ratings.remove(ann, dune))?.stars).toBe(2);
    expect(await ratings.stats(dune)).toEqual(statsOf([]));
  });

  test('comes to its fault points before and after a rating is stored', async () => {
    const tables = await createTables();
    const elsewhere = (await openStore({ tables })).ratings;
    const seen: unknown[] = [];
    const { ratings } = await openStore({
      tables,
      reachFaultPoint: async (point) => {
        seen.push([point, (await elsewhere.find(ann, dune))?.stars]);
      },
    });
    await ratings.rate(aRating({ stars: 3 }));
    expect(seen).toEqual([
      ['before-put', undefined],
      ['after-put', 3],
    ]);
  });

  test('changes nothing when a part of the transaction fails', async () => {
    const client = createClient();
    const tables = await createTables();
    const { ratings } = await openStore({ client, tables });
    await ratings.rate(aRating({ userId: 'bob', stars: 2 }));
    // No number can be added to this, so the second part of the transaction is refused.
    const brokenStats = { book_id: dune, shard: FIRST_SHARD, count: 'many' };
    await client.send(new PutCommand({ TableName: tables.book_stats, Item: brokenStats }));

    await expect(ratings.rate(aRating())).rejects.toMatchObject({ kind: 'internal_error' });

    expect(await ratings.find(ann, dune)).toBeUndefined();
    const { Item } = await client.send(
      new GetCommand({
        TableName: tables.book_stats,
        Key: { book_id: dune, shard: FIRST_SHARD },
      }),
    );
    expect(Item).toEqual(brokenStats);
  });

  test('gets through when other transactions come in between', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client, retry: noPause });
    refuse(client, 'TransactWriteItems', REQUEST_RETRIES.attempts - 1, transactionConflict);
    expect((await ratings.rate(aRating({ stars: 3 }))).stats).toEqual(statsOf([3]));
  });

  test('counts in a further shard who meets others time and again, which every reader of stats finds', async () => {
    const client = createClient();
    const tables = await createTables();
    const { ratings, audit } = await openStore({ client, tables, retry: noPause });
    const shards = async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.book_stats,
          KeyConditionExpression: 'book_id = :book',
          ExpressionAttributeValues: { ':book': dune },
        }),
      );
      return Items.map((item) => [item['shard'], item['count'] ?? 0]);
    };
    refuse(client, 'TransactWriteItems', 1, transactionConflict);
    await ratings.rate(aRating({ userId: 'bob', stars: 2 }));
    expect(await shards()).toEqual([[0, 1]]);
    refuse(client, 'TransactWriteItems', 2, transactionConflict);
    await ratings.rate(aRating({ stars: 5 }));
    expect(await shards()).toEqual([
      [0, 1],
      [1, 1],
    ]);
    // Nobody is in the way, so it is taken from the first shard though it was counted in another.
    await ratings.rate(aRating({ stars: 3 }));
    await ratings.remove(ann, dune);
    expect(await shards()).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await ratings.stats(dune)).toEqual(statsOf([2]));
    expect(await ratings.statsOf([dune])).toEqual(new Map([[dune, statsOf([2])]]));
    expect(await audit.audit(dune)).toEqual({ outcome: 'equal' });
  });

  test('spreads those who come next at once, for a while, without looking for the mark again', async () => {
    const operations: string[] = [];
    const client = createClient({ onRequest: ({ operation }) => operations.push(operation) });
    const tables = await createTables();
    let nowMs = 0;
    const retry = { ...noPause, random: () => 0.5 };
    const { ratings } = await openStore({ client, tables, retry, now: () => new Date(nowMs) });
    const firstShardCount = async () => {
      const Key = { book_id: dune, shard: FIRST_SHARD };
      const { Item } = await client.send(new GetCommand({ TableName: tables.book_stats, Key }));
      return Item?.['count'] ?? 0;
    };
    refuse(client, 'TransactWriteItems', 2, transactionConflict);
    await ratings.rate(aRating({ userId: 'bob', stars: 2 }));
    operations.length = 0;
    await ratings.rate(aRating({ stars: 5 }));
    expect(operations).toEqual(['GetItem', 'TransactWriteItems', 'Query']);
    expect(await firstShardCount()).toBe(0);
    nowMs = 60_000;
    await ratings.rate(aRating({ userId: 'eve', stars: 4 }));
    expect(await firstShardCount()).toBe(1);
    expect(await ratings.stats(dune)).toEqual(statsOf([2, 4, 5]));
  });

  test('gives up in our words when other transactions come in between for too long', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client, retry: noPause });
    refuse(client, 'TransactWriteItems', REQUEST_RETRIES.attempts, transactionConflict);
    await expect(ratings.rate(aRating())).rejects.toMatchObject({
      kind: 'unavailable',
      retryAfterSeconds: 1,
    });
    expect(await ratings.stats(dune)).toEqual(statsOf([]));
  });

  test('gives up after a wrong guess as it does without one', async () => {
    const client = createClient();
    const { ratings } = await openStore({ client, retry: noPause });
    refuse(client, 'TransactWriteItems', 1 + REQUEST_RETRIES.attempts, ratingIsThere);
    const rated = ratings.rate(aRating(), { isFirst: true });
    await expect(rated).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
