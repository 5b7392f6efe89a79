import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId } from '@books/domain/ids';
import { statsOf, type RatingStats } from '@books/domain/rating-stats';
import { aRating, bookId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { FIRST_SHARD, FURTHER_SHARDS, statsItem } from './dynamo-rating-items.ts';
import { openDynamoStore } from './dynamo-store.ts';
import { describeRatingAudit } from './rating-audit.contract.ts';
import { UNLIMITED_RETRIES } from './retry-budget.ts';
import { interfere, refuse } from './testing/dynamo-faults.ts';
import { describeOnDynamoLocal } from './testing/dynamo-fixture.ts';

const dune = bookId('gb:1');
const transactionConflict = () =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });

describeOnDynamoLocal('Audit in DynamoDB', ({ createClient, createTables }) => {
  const open = async () => {
    const client = createClient();
    const tables = await createTables();
    return {
      client,
      tables,
      store: openDynamoStore({ client, tables }),
      damage: async (bookId: BookId, stats: RatingStats | undefined) => {
        for (const shard of [FIRST_SHARD, ...FURTHER_SHARDS]) {
          await client.send(
            new DeleteCommand({ TableName: tables.book_stats, Key: { book_id: bookId, shard } }),
          );
        }
        if (stats === undefined) return;
        const Item = statsItem(bookId, FIRST_SHARD, stats);
        await client.send(new PutCommand({ TableName: tables.book_stats, Item }));
      },
    };
  };

  describeRatingAudit('DynamoDB', open);

  test('says nothing of a book that is rated while it looks', async () => {
    const { client, store } = await open();
    await store.ratings.rate(aRating());
    interfere(client, 'BatchGetItem', () => store.ratings.rate(aRating({ userId: 'bob' })));
    expect(await store.audit.audit(dune)).toEqual({ outcome: 'changing' });
    expect(await store.audit.audit(dune)).toEqual({ outcome: 'equal' });
  });

  test('repairs nothing when a rating has come in since, and everything the next time', async () => {
    const { store, damage } = await open();
    await store.ratings.rate(aRating({ stars: 4 }));
    await damage(dune, statsOf([1, 1]));
    const found = await store.audit.audit(dune);
    await store.ratings.rate(aRating({ stars: 5 }));
    expect(found.outcome === 'mismatch' && (await found.repair())).toBe(false);
    const again = await store.audit.audit(dune);
    expect(again.outcome === 'mismatch' && (await again.repair())).toBe(true);
    expect(await store.ratings.stats(dune)).toEqual(statsOf([5]));
  });

  test('repairs nothing when the book has been marked since: the mark would be gone', async () => {
    const { client, tables, store, damage } = await open();
    await store.ratings.rate(aRating());
    await damage(dune, statsOf([1, 1, 1]));
    const found = await store.audit.audit(dune);
    expect(found.outcome).toBe('mismatch');
    const retry = { random: () => 0, sleep: async () => {}, budget: UNLIMITED_RETRIES };
    const meeting = openDynamoStore({ client, tables, retry });
    refuse(client, 'TransactWriteItems', 2, transactionConflict);
    await meeting.ratings.rate(aRating({ userId: 'bob' }));
    expect(found.outcome === 'mismatch' && (await found.repair())).toBe(false);
    const again = await store.audit.audit(dune);
    expect(again.outcome === 'mismatch' && (await again.repair())).toBe(true);
    const stats = statsOf([aRating().stars, aRating().stars]);
    expect(await store.ratings.statsOf([dune])).toEqual(new Map([[dune, stats]]));
  });

  test('finds a shard that nobody is told of, and makes one of all', async () => {
    const { client, tables, store } = await open();
    await store.ratings.rate(aRating({ userId: 'ann', stars: 4 }));
    await store.ratings.rate(aRating({ userId: 'bob', stars: 3 }));
    // As an earlier release spread them.
    for (const [shard, stars] of [
      [FIRST_SHARD, 4],
      [FURTHER_SHARDS[1]!, 3],
    ] as const) {
      const Item = statsItem(dune, shard, statsOf([stars]));
      await client.send(new PutCommand({ TableName: tables.book_stats, Item }));
    }
    const found = await store.audit.audit(dune);
    expect(found).toMatchObject({ outcome: 'mismatch', stored: statsOf([4, 3]) });
    expect(found.outcome === 'mismatch' && (await found.repair())).toBe(true);
    expect((await store.ratings.statsOf([dune])).get(dune)).toEqual(statsOf([4, 3]));
    expect(await store.ratings.stats(dune)).toEqual(statsOf([4, 3]));
    expect(await store.audit.audit(dune)).toEqual({ outcome: 'equal' });
  });
});
