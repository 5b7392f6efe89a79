import type { IndexedBook } from '@books/search/search-engine';
import type { Client } from '@opensearch-project/opensearch';
import { type BookDocument, bookDocument } from './book-document.ts';
import type { BuiltIndexes, IndexBuild, IndexBuilder } from './index-builder.ts';
import { DEFINITION_VERSION, indexDefinition, type IndexFacts } from './index-definition.ts';
import { indexesOf } from './index-status.ts';
import { asDomainError, hasStatus } from './failures.ts';
import { createOpenSearchIndexWriter } from './opensearch-index-writer.ts';

export type IndexBuilderOptions = {
  readonly client: Client;
  /** Name of the alias that leads to the index in service. */
  readonly alias: string;
  /** Of the indexes that are made from now on. */
  readonly shards?: number;
  /** Size of a bulk request; what is not yet sent is lost when a build is killed. */
  readonly bulkBytes?: number;
};

/** An unfinished build older than this is begun anew: too much of it has changed. */
const OLDEST_TO_GO_ON_WITH_MS = 20 * 60 * 60 * 1000;
/** Changes are looked for from a while before: clocks differ, and what was read shows a moment later. */
const OVERLAP_MS = 60_000;
/** Books that are looked for at once in an unfinished index. */
const BOOKS_AT_ONCE = 1000;
const BULK_BYTES = 4_000_000;
const BULK_CONCURRENCY = 2;
/** A cluster that refuses for want of room is given time: these retries take about a minute. */
const BULK_RETRIES = 6;
const BULK_WAIT_MS = 1000;

export function createOpenSearchIndexBuilder({
  client,
  alias,
  shards = 1,
  bulkBytes = BULK_BYTES,
}: IndexBuilderOptions): IndexBuilder {
  const next = `${alias}-next`;

  /** The unfinished index to go on with, or a new one. */
  async function openIndex(
    facts: IndexFacts,
  ): Promise<{ name: string; note: IndexFacts; isNew: boolean }> {
    const usable = [];
    for (const unfinished of await indexesOf(client, next)) {
      if (isUsable(unfinished.note, facts)) usable.push(unfinished);
      else await client.indices.delete({ index: unfinished.name, ignore_unavailable: true });
    }
    const [known] = usable;
    if (known !== undefined) return { ...known, isNew: false };
    const name = `${alias}-${facts.version.toLowerCase()}`;
    const definition = indexDefinition(facts, shards);
    await client.indices.create({
      index: name,
      body: { ...definition, aliases: { [next]: {} } } as object,
    });
    return { name, note: facts, isNew: true };
  }

  async function add(name: string, books: AsyncIterable<BookDocument>): Promise<number> {
    const faults: string[] = [];
    const { successful } = await client.helpers.bulk<BookDocument>({
      datasource: books[Symbol.asyncIterator](),
      onDocument: ({ book_id: id }) => ({ create: { _index: name, _id: id } }),
      flushBytes: bulkBytes,
      concurrency: BULK_CONCURRENCY,
      retries: BULK_RETRIES,
      wait: BULK_WAIT_MS,
      onDrop: ({ status, error }) => {
        // 409: a follower of changes has written it, and knows better.
        if (status !== 409) faults.push(`${status} ${error?.reason ?? ''}`);
      },
    });
    if (faults.length > 0) {
      throw new Error(`${faults.length} books were refused by OpenSearch, the first: ${faults[0]}`);
    }
    return successful;
  }

  /** The books that the index does not have, as documents. */
  async function* missing(
    { name, isNew }: { readonly name: string; readonly isNew: boolean },
    { books, signal, onProgress }: IndexBuild,
    count: (books: number) => void,
  ): AsyncIterable<IndexedBook> {
    let seen = 0;
    for await (const batch of inBatches(books(), BOOKS_AT_ONCE)) {
      signal.throwIfAborted();
      const known = isNew ? new Set<string>() : await idsIn(name, batch);
      for (const entry of batch) if (!known.has(entry.book.book_id)) yield entry;
      seen += batch.length;
      count(seen);
      onProgress?.(seen);
    }
  }

  async function idsIn(name: string, batch: readonly IndexedBook[]): Promise<Set<string>> {
    const { body } = await client.mget({
      index: name,
      _source: false,
      body: { ids: batch.map(({ book }) => book.book_id) },
    });
    const found = body.docs.filter((doc) => 'found' in doc && doc.found);
    return new Set(found.map(({ _id }) => _id));
  }

  /** In one step, so that at every moment the alias leads to one index. */
  async function takeIntoService(name: string): Promise<void> {
    const before = await indexesOf(client, alias);
    await client.indices.updateAliases({
      body: {
        actions: [
          ...before.map(({ name: index }) => ({ remove: { index, alias } })),
          { add: { index: name, alias } },
          { remove: { index: name, alias: next } },
        ],
      },
    });
    // The one before stays, to go back to.
    const kept = new Set([name, ...before.map(({ name: index }) => index)]);
    for (const { name: index } of await indexesOf(client, `${alias}-*`)) {
      if (!kept.has(index)) await client.indices.delete({ index, ignore_unavailable: true });
    }
  }

  async function build(build: IndexBuild): Promise<BuiltIndexes> {
    const { facts, changedSince, read, signal } = build;
    const index = await openIndex(facts);
    let books = 0;
    const added = await add(
      index.name,
      documentsOf(missing(index, build, (seen) => (books = seen))),
    );
    signal.throwIfAborted();
    const writer = createOpenSearchIndexWriter({ client, targets: async () => [index.name] });
    const since = new Date(Date.parse(index.note.builtAt) - OVERLAP_MS);
    for await (const bookId of changedSince(since)) {
      signal.throwIfAborted();
      await writer.bringUpToDate(bookId, () => read(bookId));
    }
    await client.indices.refresh({ index: index.name });
    signal.throwIfAborted();
    await takeIntoService(index.name);
    return { name: index.name, version: index.note.version, books, added };
  }

  return {
    async build(given) {
      try {
        return await build(given);
      } catch (error) {
        throw asDomainError(error);
      }
    },
    async inService() {
      try {
        return (await indexesOf(client, alias))[0]?.note;
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw asDomainError(error);
      }
    },
    async targets() {
      try {
        const found = await Promise.all([indexesOf(client, alias), indexesOf(client, next)]);
        return [...new Set(found.flat().map(({ name }) => name))];
      } catch (error) {
        throw asDomainError(error);
      }
    },
  };
}

function isUsable(note: IndexFacts & { readonly definition: number }, facts: IndexFacts): boolean {
  const ageMs = Date.parse(facts.builtAt) - Date.parse(note.builtAt);
  return (
    note.definition === DEFINITION_VERSION &&
    note.loadedAtMs === facts.loadedAtMs &&
    ageMs < OLDEST_TO_GO_ON_WITH_MS
  );
}

async function* documentsOf(books: AsyncIterable<IndexedBook>) {
  for await (const entry of books) yield bookDocument(entry);
}

async function* inBatches<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  size: number,
): AsyncIterable<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
