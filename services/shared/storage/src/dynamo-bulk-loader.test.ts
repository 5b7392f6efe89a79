import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { statsOf } from '@books/domain/rating-stats';
import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import type { DynamoLoadOptions } from './dynamo-bulk-loader.ts';
import type { ObservedRequest } from './dynamo-request-observer.ts';
import { refuse } from './testing/dynamo-faults.ts';
import { describeOnDynamoLocal } from './testing/dynamo-fixture.ts';

const dune = bookId('gb:1');
const someBooks = Array.from({ length: 10 }, (_, n) => aBook({ book_id: `gb:${n + 1}` }));
/** Ten ratings of one book, by readers of their own. */
const batchOfRatings = (batch: number) =>
  Array.from({ length: 10 }, (_, n) => aRating({ userId: `reader ${batch}-${n}`, stars: 3 }));

describeOnDynamoLocal('Loads into DynamoDB', ({ createClient, createTables, openStore }) => {
  test('count a rating that comes several times once, the last one', async () => {
    const { loader, ratings } = await openStore();
    await loader.putRatings([aRating({ stars: 1 }), aRating({ stars: 2 })]);
    await loader.putRatings([aRating({ stars: 4.5 }), aRating({ userId: 'bob', stars: 3 })]);
    await loader.finish();
    expect((await ratings.find(userId('ann'), dune))?.stars).toBe(4.5);
    expect(await ratings.stats(dune)).toEqual(statsOf([4.5, 3]));
  });

  test('lead an ISBN that two records of a batch carry to the later one', async () => {
    const { loader, books } = await openStore();
    const isbn_13 = ['9780441013593'];
    await loader.putBooks([aBook({ isbn_13 }), aBook({ book_id: 'gb:2', isbn_13 })]);
    expect((await books.findManyByIsbn(['9780441013593'])).get('9780441013593')?.book_id).toBe(
      'gb:2',
    );
  });

  test('go on where they were ended early', async () => {
    const tables = await createTables();
    const load: DynamoLoadOptions = { loadId: 'catalogue of May', rowsPerCheckpoint: 10 };

    const failing = createClient({ maxAttempts: 1 });
    const first = (await openStore({ client: failing, tables, load })).loader;
    await first.putBooks(someBooks);
    await first.putRatings(batchOfRatings(1));
    refuse(failing, 'BatchWriteItem', Infinity, () => new Error('the machine was switched off'));
    await expect(first.putRatings(batchOfRatings(2))).rejects.toMatchObject({
      kind: 'internal_error',
    });

    const requests: ObservedRequest[] = [];
    const client = createClient({ onRequest: (request) => requests.push(request) });
    const { loader, ratings } = await openStore({ client, tables, load });
    expect(await loader.isEmpty()).toBe(true);
    await loader.putBooks(someBooks);
    for (const batch of [1, 2, 3]) await loader.putRatings(batchOfRatings(batch));
    await loader.finish();

    const written = requests.filter(({ operation }) => operation === 'BatchWriteItem');
    expect(written.map(({ table }) => table)).toEqual([
      tables.ratings,
      tables.ratings,
      tables.book_stats,
    ]);
    expect(await ratings.stats(dune)).toEqual(statsOf(Array.from({ length: 30 }, () => 3)));
    expect(await loader.isEmpty()).toBe(false);
  });

  test('go on from where they began when nothing was noted yet', async () => {
    const tables = await createTables();
    const load = { loadId: 'catalogue of May' };
    await (await openStore({ tables, load })).loader.putBooks(someBooks);
    const { loader, books } = await openStore({ tables, load });
    expect(await loader.isEmpty()).toBe(true);
    await loader.putBooks(someBooks);
    await loader.finish();
    expect((await books.findMany(someBooks.map(({ book_id }) => book_id))).size).toBe(10);
  });

  test('are not let into a store that another load has begun to fill', async () => {
    const tables = await createTables();
    const begun = await openStore({ tables, load: { loadId: 'catalogue of May' } });
    await begun.loader.putBooks(someBooks);
    const other = await openStore({ tables, load: { loadId: 'catalogue of June' } });
    expect(await other.loader.isEmpty()).toBe(false);
  });

  test('begin at the beginning after a store was cleared', async () => {
    const tables = await createTables();
    const load = { loadId: 'catalogue of May', rowsPerCheckpoint: 1 };
    await (await openStore({ tables, load })).loader.putBooks(someBooks);
    const { loader, books } = await openStore({ tables, load });
    await loader.clear();
    await loader.putBooks(someBooks);
    expect(await books.find(dune)).toEqual(aBook());
  });

  test('hold back until what they have written is paid for', async () => {
    const events: string[] = [];
    const pacer = {
      waitForTurn: async () => void events.push('wait'),
      // A small item costs one unit; 25 of them fit into a request.
      spend: (units: number) => void events.push(`${units} units`),
    };
    const { loader } = await openStore({ load: { pacer } });
    await loader.putBooks(someBooks);
    expect(events).toEqual(['wait', '10 units']);
  });

  test('are slowed down, not ended, by throttling', async () => {
    const client = createClient({ maxAttempts: 10 });
    const { loader, books } = await openStore({ client });
    const throttled = () =>
      new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} });
    refuse(client, 'BatchWriteItem', 1, throttled);
    await loader.putBooks(someBooks);
    expect(await books.find(dune)).toEqual(aBook());
  });
});
