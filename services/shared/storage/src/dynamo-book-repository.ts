import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import type { BookRepository } from './book-repository.ts';
import { batchGet, batchWrite } from './dynamo-batch.ts';
import {
  aliasKey,
  bookIdOfAlias,
  bookFromItem,
  bookItem,
  changeBuckets,
  changeKeys,
  isbnItems,
  isbnKey,
} from './dynamo-book-items.ts';
import { cancellationCodes } from './dynamo-errors.ts';
import { text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { retryContention } from './dynamo-retry.ts';
import { scanPages } from './dynamo-scan.ts';

/** How far the clocks of those who write may be ahead, so that a new day begins for them earlier. */
const LARGEST_CLOCK_SKEW_MS = 60_000;

/**
 * The catalogue in DynamoDB. Records are read consistently, so that a cache filled after a change never holds what
 * was there before it.
 */
export function createDynamoBookRepository(deps: DynamoDeps & { readonly now: Clock }) {
  const { client, tables, retry, now } = deps;

  const get = async (TableName: string, Key: Item): Promise<Item | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item;
  };

  const findMany = async (bookIds: readonly BookId[]): Promise<Map<BookId, Book>> => {
    const books = new Map<BookId, Book>();
    /** Where each id that is asked for leads as far as it is known, and how it got there. */
    let open = bookIds.map((asked) => ({ asked, path: [asked] }));
    while (open.length > 0) {
      const records = await recordsOf(open.map(({ path }) => path.at(-1)!));
      for (const { asked, path } of open) {
        const book = records.get(path.at(-1)!);
        if (book !== undefined) books.set(asked, book);
      }
      const unknown = open.filter(({ asked }) => !books.has(asked));
      const redirects = await redirectsOf(unknown.map(({ path }) => path.at(-1)!));
      open = unknown.flatMap(({ asked, path }) => {
        const next = redirects.get(path.at(-1)!);
        // A circle cannot be written by `redirect`; should one be there, its ids lead nowhere.
        return next === undefined || path.includes(next) ? [] : [{ asked, path: [...path, next] }];
      });
    }
    return books;
  };

  const recordsOf = async (bookIds: readonly BookId[]): Promise<Map<BookId, Book>> => {
    const keys = [...new Set(bookIds)].map((book_id) => ({ book_id }));
    const books = (await batchGet(deps, tables.books, keys)).map(bookFromItem);
    return new Map(books.map((book) => [book.book_id, book]));
  };

  const redirectsOf = async (bookIds: readonly BookId[]): Promise<Map<BookId, BookId>> => {
    const idByKey = new Map(bookIds.map((bookId) => [aliasKey(bookId), bookId]));
    const keys = [...idByKey.keys()].map((key) => ({ key }));
    const items = await batchGet(deps, tables.book_keys, keys);
    return new Map(items.map((item) => [idByKey.get(text(item, 'key'))!, targetOf(item)]));
  };

  const find = async (bookId: BookId): Promise<Book | undefined> => {
    const item = await get(tables.books, { book_id: bookId });
    if (item !== undefined) return bookFromItem(item);
    return (await findMany([bookId])).get(bookId);
  };

  const repository: BookRepository = {
    find,
    findMany,

    findManyByIsbn: async (isbns) => {
      const keys = [...new Set(isbns)].map((isbn13) => ({ key: isbnKey(isbn13) }));
      const items = await batchGet(deps, tables.book_keys, keys);
      const namedByKey = new Map(items.map((item) => [text(item, 'key'), targetOf(item)]));
      const records = await findMany([...new Set(namedByKey.values())]);
      const books = new Map<string, Book>();
      for (const isbn13 of isbns) {
        const named = namedByKey.get(isbnKey(isbn13));
        const book = named && records.get(named);
        if (book === undefined) continue;
        // The key stays when a record loses the ISBN. A book that was merged away, though, takes its ISBNs with it.
        const isMerged = book.book_id !== named;
        if (isMerged || book.isbn_13.includes(isbn13)) books.set(isbn13, book);
      }
      return books;
    },

    save: async (book) => {
      // Before the record: a key that leads to no carrier of the ISBN does no harm, a record without its keys would.
      await batchWrite(
        deps,
        tables.book_keys,
        isbnItems(book).map((put) => ({ put })),
      );
      const { Attributes } = await retryContention(retry, () =>
        client.send(
          new PutCommand({
            TableName: tables.books,
            Item: { ...bookItem(book), ...changeKeys(book.book_id, now()) },
            ReturnValues: 'ALL_OLD',
          }),
        ),
      );
      return { outcome: Attributes === undefined ? 'created' : 'replaced' };
    },

    redirect: (from, to) =>
      retryContention(retry, async () => {
        try {
          await client.send(
            new TransactWriteCommand({
              TransactItems: [
                {
                  ConditionCheck: {
                    TableName: tables.books,
                    Key: { book_id: to },
                    ConditionExpression: 'attribute_exists(book_id)',
                  },
                },
                { Delete: { TableName: tables.books, Key: { book_id: from } } },
                {
                  Put: {
                    TableName: tables.book_keys,
                    Item: { key: aliasKey(from), book_id: to, ...changeKeys(from, now()) },
                  },
                },
              ],
            }),
          );
        } catch (error) {
          if (cancellationCodes(error)[0] !== 'ConditionalCheckFailed') throw error;
          throw new DomainError('not_found', `no book has id ${to}`, { cause: error });
        }
      }),

    async *changedSince(time) {
      const until = new Date(now().getTime() + LARGEST_CLOCK_SKEW_MS);
      for (const bucket of changeBuckets(time, until)) {
        const changesOf = (table: 'books' | 'book_keys') =>
          queryItems(deps, {
            TableName: tables[table],
            IndexName: 'recent_changes',
            KeyConditionExpression: 'change_bucket = :bucket AND updated_at >= :time',
            ExpressionAttributeValues: { ':bucket': bucket, ':time': time.toISOString() },
          });
        const [saved, merged] = [await changesOf('books'), await changesOf('book_keys')];
        yield* saved.map(targetOf);
        yield* merged.map((item) => bookIdOfAlias(text(item, 'key')));
      }
    },

    async *all() {
      for await (const items of scanPages(deps, { TableName: tables.books })) {
        yield* items.map(bookFromItem);
      }
    },
  };
  return repository;
}

/** The book that an item of `book_keys` or of an index leads to. The id was checked when it was written, hence the cast. */
function targetOf(item: Item): BookId {
  return text(item, 'book_id') as BookId;
}
