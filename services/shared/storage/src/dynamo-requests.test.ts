import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { statsOf } from '@books/domain/rating-stats';
import { aBook, aRating, bookId, userId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { encodeCursor } from './cursor.ts';
import { CHANGE_SHARDS, changeBucket } from './dynamo-book-items.ts';
import { createTables } from './dynamo-create-tables.ts';
import type { ObservedRequest } from './dynamo-request-observer.ts';
import { UNLIMITED_RETRIES } from './retry-budget.ts';
import type { Store } from './store.ts';
import { collectInputs, leaveHalfUnprocessed, shortenPages } from './testing/dynamo-faults.ts';
import { describeOnDynamoLocal } from './testing/dynamo-fixture.ts';

const ann = userId('ann');
const dune = bookId('gb:1');
const emma = bookId('gb:2');
const horror = { scope: 'subject', id: 'horror', addedAt: new Date('2026-01-01') } as const;
const ids = (count: number) => Array.from({ length: count }, (_, n) => bookId(`gb:${n + 1}`));

/** What requests may call, and what each costs: operations as they are sent for a book and a rating that exist. */
const REQUEST_PATHS: readonly [string, (store: Store) => Promise<unknown>, readonly string[]][] = [
  ['books.find', async ({ books }) => books.find(dune), ['GetItem']],
  ['books.findMany', ({ books }) => books.findMany([dune]), ['BatchGetItem']],
  [
    'books.findManyByIsbn',
    ({ books }) => books.findManyByIsbn(['9780441013593']),
    ['BatchGetItem', 'BatchGetItem'],
  ],
  ['books.save', ({ books }) => books.save(aBook({ book_id: 'gb:9' })), ['PutItem']],
  ['books.redirect', ({ books }) => books.redirect(emma, dune), ['TransactWriteItems']],
  [
    'ratings.rate',
    ({ ratings }) => ratings.rate(aRating({ stars: 2 })),
    ['GetItem', 'TransactWriteItems', 'Query'],
  ],
  [
    'ratings.changeManyIf',
    ({ ratings }) =>
      ratings.changeManyIf(ann, [
        { bookId: dune, after: aRating({ stars: 2 }), condition: () => true },
        { bookId: emma, after: aRating({ bookId: 'gb:2' }), condition: () => true },
      ]),
    ['BatchGetItem', 'TransactWriteItems'],
  ],
  ['ratings.remove', ({ ratings }) => ratings.remove(ann, dune), ['GetItem', 'TransactWriteItems']],
  ['ratings.find', ({ ratings }) => ratings.find(ann, dune), ['GetItem']],
  ['ratings.findMany', ({ ratings }) => ratings.findMany(ann, ids(25)), ['BatchGetItem']],
  ['ratings.listByUser', ({ ratings }) => ratings.listByUser(ann, { limit: 1 }), ['Query']],
  ['ratings.countByUser', ({ ratings }) => ratings.countByUser(ann), ['Query']],
  ['ratings.listByBook', ({ ratings }) => ratings.listByBook(dune, { limit: 1 }), ['Query']],
  ['ratings.stats', async ({ ratings }) => ratings.stats(dune), ['Query']],
  ['ratings.statsOf', ({ ratings }) => ratings.statsOf(ids(25)), ['BatchGetItem']],
  [
    'readerItems.addNotInterested',
    ({ readerItems }) => readerItems.addNotInterested(ann, horror),
    ['TransactWriteItems'],
  ],
  [
    'readerItems.removeNotInterested',
    ({ readerItems }) => readerItems.removeNotInterested(ann, horror),
    ['DeleteItem'],
  ],
  [
    'readerItems.takeBackNotInterested',
    async ({ readerItems }) => {
      const claim = { importId: 'i1', version: 1 };
      await readerItems.takeBackNotInterested(ann, horror, claim).catch(() => {});
    },
    ['TransactWriteItems'],
  ],
  [
    'readerItems.listNotInterested',
    ({ readerItems }) => readerItems.listNotInterested(ann),
    ['Query'],
  ],
];

describeOnDynamoLocal(
  'Requests to DynamoDB',
  ({ createClient, createTables: freshTables, openStore }) => {
    test.each(REQUEST_PATHS)(
      '%s never reads a table as a whole',
      async (_name, call, operations) => {
        const requests: ObservedRequest[] = [];
        const client = createClient({ onRequest: (request) => requests.push(request) });
        const store = await openStore({ client });
        await store.books.save(aBook({ book_id: dune, isbn_13: ['9780441013593'] }));
        await store.books.save(aBook({ book_id: emma }));
        await store.ratings.rate(aRating());
        requests.length = 0;
        await call(store);
        expect(requests.map(({ operation }) => operation)).toEqual(operations);
      },
    );

    test('read consistently what a reader may have changed a moment ago', async () => {
      const client = createClient();
      const { books, ratings, readerItems } = await openStore({ client });
      const inputs = collectInputs(client);
      await books.find(dune);
      await books.findMany([dune]);
      await books.findManyByIsbn(['9780441013593']);
      await ratings.find(ann, dune);
      await ratings.listByUser(ann, { limit: 1 });
      await ratings.countByUser(ann);
      await ratings.stats(dune);
      await ratings.statsOf([dune]);
      await readerItems.listNotInterested(ann);
      const isConsistent = (input: object) =>
        JSON.stringify(input).includes('"ConsistentRead":true');
      expect(inputs.filter((input) => !isConsistent(input))).toEqual([]);
    });

    test('are all in the list above, but for exports and loads', async () => {
      const store = await openStore();
      const methods = (['books', 'ratings', 'readerItems'] as const).flatMap((part) =>
        Object.keys(store[part]).map((method) => `${part}.${method}`),
      );
      const exports = [
        'books.all',
        'books.changedSince',
        'ratings.all',
        'ratings.parts',
        'ratings.allStats',
      ];
      expect([...REQUEST_PATHS.map(([name]) => name), ...exports].sort()).toEqual(methods.sort());
    });

    // Of the ten for a rating two are for the look whether its reader was erased, four for the two indexes.
    test.each<[string, (store: Store) => Promise<unknown>, number]>([
      ['a book', async ({ books }) => books.find(dune), 1],
      ['the stats of a book', async ({ ratings }) => ratings.stats(dune), 1],
      [
        'a first rating and the stats after it',
        ({ ratings }) => ratings.rate(aRating({ userId: 'bob' })),
        1 + 10 + 1,
      ],
      [
        'another rating and the stats after it',
        ({ ratings }) => ratings.rate(aRating({ stars: 2 })),
        1 + 10 + 1,
      ],
    ])('cost for %s', async (_name, call, units) => {
      const requests: ObservedRequest[] = [];
      const client = createClient({ onRequest: (request) => requests.push(request) });
      const store = await openStore({ client });
      await store.ratings.rate(aRating());
      requests.length = 0;
      await call(store);
      expect(requests.reduce((sum, { consumedUnits }) => sum + consumedUnits, 0)).toBe(units);
    });

    test('tell table, operation, time, outcome and cost when they are over', async () => {
      const requests: ObservedRequest[] = [];
      const client = createClient({ onRequest: (request) => requests.push(request) });
      const tables = await freshTables();
      const { books, ratings } = await openStore({ client, tables });
      await books.find(dune);
      await ratings.rate(aRating());
      await expect(books.redirect(dune, emma)).rejects.toMatchObject({ kind: 'not_found' });
      expect(requests[0]).toEqual({
        table: tables.books,
        operation: 'GetItem',
        seconds: expect.any(Number),
        outcome: 'ok',
        consumedUnits: 1,
      });
      const transaction = requests.find(({ operation }) => operation === 'TransactWriteItems');
      expect(transaction).toMatchObject({
        table: `${tables.book_stats}+${tables.erasures}+${tables.ratings}`,
        outcome: 'ok',
      });
      expect(transaction?.consumedUnits).toBeGreaterThanOrEqual(4);
      expect(requests.at(-1)).toMatchObject({ outcome: 'contended', consumedUnits: 0 });
    });

    test('ask again for what a batch left unprocessed', async () => {
      const client = createClient();
      const { books, ratings, loader } = await openStore({
        client,
        retry: { random: () => 0, sleep: async () => {}, budget: UNLIMITED_RETRIES },
      });
      await loader.putBooks(ids(60).map((book_id) => aBook({ book_id })));
      await ratings.rate(aRating({ bookId: 'gb:60', stars: 5 }));
      leaveHalfUnprocessed(client, 7);
      expect((await books.findMany(ids(60))).size).toBe(60);
      leaveHalfUnprocessed(client, 7);
      expect((await ratings.statsOf(ids(60))).get(bookId('gb:60'))).toEqual(statsOf([5]));
    });

    test('write again what a batch left unprocessed', async () => {
      const client = createClient();
      const { books, loader } = await openStore({
        client,
        retry: { random: () => 0, sleep: async () => {}, budget: UNLIMITED_RETRIES },
      });
      leaveHalfUnprocessed(client, 9);
      await loader.putBooks(ids(60).map((book_id) => aBook({ book_id })));
      expect((await books.findMany(ids(60))).size).toBe(60);
    });

    test('end in our words when a batch is left unprocessed time and again', async () => {
      const client = createClient();
      const { books } = await openStore({
        client,
        retry: { random: () => 0, sleep: async () => {}, budget: UNLIMITED_RETRIES },
      });
      leaveHalfUnprocessed(client, Infinity);
      await expect(books.findMany([dune])).rejects.toMatchObject({
        kind: 'unavailable',
        retryAfterSeconds: 1,
      });
    });

    test('go on over as many pages as there are', async () => {
      const client = createClient();
      const { books, ratings, readerItems, loader } = await openStore({ client });
      await loader.putBooks(ids(30).map((book_id) => aBook({ book_id })));
      await loader.putRatings(ids(30).map((id) => aRating({ bookId: id })));
      for (const id of ['horror', 'romance', 'war']) {
        await readerItems.addNotInterested(ann, { ...horror, id });
      }
      shortenPages(client, 2);
      await loader.finish();
      expect(await ratings.countByUser(ann)).toBe(30);
      expect((await ratings.listByUser(ann, { limit: 25 })).items).toHaveLength(25);
      expect(await readerItems.listNotInterested(ann)).toHaveLength(3);
      expect((await collect(books.all())).map(({ book_id }) => book_id).sort()).toEqual(
        ids(30).sort(),
      );
      expect(await collect(ratings.all())).toHaveLength(30);
      expect((await ratings.stats(bookId('gb:30'))).count).toBe(1);
    });

    test('of an export lose no rating wherever it is interrupted', async () => {
      const client = createClient();
      const { ratings, loader } = await openStore({ client });
      await loader.putRatings(ids(30).map((id) => aRating({ bookId: id })));
      shortenPages(client, 4);
      const cursors = (await collect(ratings.parts())).map(({ cursor }) => cursor);
      expect(cursors.length).toBeGreaterThan(7);
      for (let interruptedAfter = 1; interruptedAfter < cursors.length; interruptedAfter += 1) {
        let read = 0;
        const seen: string[] = [];
        let cursor: string | undefined;
        for await (const part of ratings.parts()) {
          seen.push(...part.ratings.map(({ bookId: id }) => id));
          ({ cursor } = part);
          if ((read += 1) === interruptedAfter) break;
        }
        for (const part of await collect(ratings.parts(cursor))) {
          seen.push(...part.ratings.map(({ bookId: id }) => id));
        }
        expect(seen.sort()).toEqual(ids(30).sort());
      }
    });

    test('of an export that is left early are all over when it is left', async () => {
      let over = 0;
      const client = createClient({ onRequest: () => (over += 1) });
      const { ratings, loader } = await openStore({ client });
      await loader.putRatings(ids(30).map((id) => aRating({ bookId: id })));
      shortenPages(client, 1);
      over = 0;
      const begun = collectInputs(client);
      for await (const rating of ratings.all()) {
        expect(rating.userId).toBe('ann');
        break;
      }
      expect(over).toBe(begun.length);
    });

    test('that find no table are an internal error', async () => {
      const tables = await freshTables();
      const { books } = await openStore({ tables: { ...tables, books: 'no-such-table' } });
      await expect(books.find(dune)).rejects.toMatchObject({ kind: 'internal_error' });
    });

    test('that get no answer are given up in our words', async () => {
      const tables = await freshTables();
      const client = createClient({ endpoint: 'http://127.0.0.1:9', maxAttempts: 2 });
      const { books } = await openStore({ client, tables });
      await expect(books.find(dune)).rejects.toMatchObject({ kind: 'unavailable' });
    });

    test('create tables that are there already without a complaint', async () => {
      const tables = await freshTables();
      const { books } = await openStore({ tables });
      await books.save(aBook());
      await createTables(createClient(), tables);
      expect(await books.find(dune)).toEqual(aBook());
    });

    test('leave single changes of books, and no loaded books, in the index of recent changes', async () => {
      const client = createClient();
      const tables = await freshTables();
      const now = new Date('2026-01-02T23:59:59.999Z');
      const { books, loader } = await openStore({ client, tables, now: () => now });
      await loader.putBooks(ids(9).map((book_id) => aBook({ book_id })));
      await books.save(aBook({ book_id: emma, title: 'Emma' }));
      const shards = Array.from({ length: CHANGE_SHARDS }, (_, shard) =>
        client.send(
          new QueryCommand({
            TableName: tables.books,
            IndexName: 'recent_changes',
            KeyConditionExpression: 'change_bucket = :bucket',
            ExpressionAttributeValues: { ':bucket': changeBucket(now, shard) },
          }),
        ),
      );
      const changes = (await Promise.all(shards)).flatMap(({ Items }) => Items ?? []);
      expect(changes.map((item) => [item['book_id'], item['updated_at']])).toEqual([
        ['gb:2', '2026-01-02T23:59:59.999Z'],
      ]);
    });

    test('find a book that was merged away by its ISBN, and its successor is answered', async () => {
      const { books } = await openStore();
      await books.save(aBook({ book_id: 'gb:1', isbn_13: ['9780441013593'] }));
      await books.save(aBook({ book_id: 'gb:2' }));
      await books.redirect(dune, emma);
      expect((await books.findManyByIsbn(['9780441013593'])).get('9780441013593')?.book_id).toBe(
        'gb:2',
      );
    });

    test('take a made-up cursor for a place before or after every rating', async () => {
      const { ratings } = await openStore();
      await ratings.rate(aRating());
      const from = (time: number) =>
        ratings.listByUser(ann, { limit: 5, cursor: encodeCursor([time, 'x']) });
      expect((await from(Number.MAX_SAFE_INTEGER)).items).toHaveLength(1);
      expect((await from(Number.MIN_SAFE_INTEGER)).items).toEqual([]);
    });
  },
);

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
