import { setImmediate as nextTurn } from 'node:timers/promises';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { parseSynonyms } from '@books/search-index/synonyms';
import { expect, onTestFinished, test } from 'vitest';
import { indexDocument } from './index-document.ts';
import type { IndexedBook, SearchRequest } from './search-engine.ts';
import { describeSearchEngine } from './search-engine.contract.ts';
import { anIndexedBook } from './testing/books.ts';
import {
  createThreadedSearchEngine,
  type ThreadedEngineOptions,
} from './columnar-engine-in-thread.ts';

const PLAIN: SearchRequest = { filters: {}, sort: 'relevance', facets: [], limit: 20, offset: 0 };
const dune = anIndexedBook({ book_id: 'dune', title: 'Dune' });
const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });

function segmentOf(books: readonly IndexedBook[]) {
  const builder = new SegmentBuilder();
  for (const book of books) builder.add(indexDocument(book));
  return builder.finish();
}

async function anEngine(
  books: readonly IndexedBook[],
  options: Partial<ThreadedEngineOptions> = {},
) {
  const engine = await createThreadedSearchEngine(segmentOf(books), {
    version: 'test',
    ...options,
  });
  onTestFinished(() => engine.close());
  return engine;
}

describeSearchEngine('The columnar index in a thread', (books) => anEngine(books));

test('finds a changed book by the search that follows, without waiting for the change', async () => {
  const engine = await anEngine([dune]);
  const changed = engine.upsert(emma);
  const found = await engine.search({ ...PLAIN, text: 'emma' });
  expect(found.hits.map(({ bookId }) => bookId)).toEqual(['emma']);
  await changed;
  expect(engine.status()).toMatchObject({ books: 2, deltaSize: 1 });
});

test('answers each of the calls of one turn of the event loop, also when one of them fails', async () => {
  const engine = await anEngine([dune, anIndexedBook({ book_id: 'dune-2', title: 'Dune' })]);
  const search = (text: string, sort = PLAIN.sort) => engine.search({ ...PLAIN, sort, text });
  const noOrder = 'none' as SearchRequest['sort'];
  const answers = await Promise.allSettled([
    search('dune'),
    search('dune', noOrder),
    engine.remove(dune.book.book_id),
    search('dune'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(answers[0]).toMatchObject({ value: { total: 2 } });
  expect(answers[3]).toMatchObject({ value: { total: 1 } });
});

test('answers from another index once it was exchanged', async () => {
  const engine = await anEngine([dune]);
  const builtAt = new Date('2026-01-02');
  await engine.rebase(segmentOf([emma]), { version: 'next', builtAt });
  expect(engine.status()).toMatchObject({ version: 'next', builtAt, books: 1 });
  expect((await engine.search({ ...PLAIN, text: 'dune' })).total).toBe(0);
  expect((await engine.search({ ...PLAIN, text: 'emma' })).total).toBe(1);
});

test('knows the synonyms', async () => {
  const engine = await anEngine([dune], { synonyms: parseSynonyms('arrakis => dune') });
  expect((await engine.search({ ...PLAIN, text: 'arrakis' })).total).toBe(1);
});

test('leaves the event loop free while it searches', async () => {
  const engine = await anEngine([dune]);
  let isAnswered = false;
  const answer = engine.search({ ...PLAIN, text: 'dune' }).then(() => (isAnswered = true));
  // In one thread the answer would be there before the next turn.
  await nextTurn();
  expect(isAnswered).toBe(false);
  await answer;
});

test('says that it is not in service when the thread was ended', async () => {
  const engine = await anEngine([dune]);
  const underWay = engine.search({ ...PLAIN, text: 'dune' });
  const [answer] = await Promise.allSettled([underWay, engine.close()]);
  expect(answer).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
  const later = engine.search({ ...PLAIN, text: 'dune' });
  await expect(later).rejects.toMatchObject({ kind: 'unavailable' });
});
