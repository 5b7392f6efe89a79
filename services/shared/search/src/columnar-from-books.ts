import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import type { Segment } from '@books/search-index/segment';
import { NO_SYNONYMS, type Synonyms } from '@books/search-index/synonyms';
import {
  createThreadedSearchEngine,
  type ThreadedEngineOptions,
  type ThreadedSearchEngine,
} from './columnar-engine-in-thread.ts';
import { createColumnarSearchEngine } from './columnar-search-engine.ts';
import type { BuiltIndexFacts } from './index-exchange.ts';
import { indexDocument } from './index-document.ts';
import type { IndexedBook, SearchEngine } from './search-engine.ts';

export type EngineFromBooksOptions = BuiltIndexFacts & { readonly synonyms?: Synonyms };

type Books = Iterable<IndexedBook> | AsyncIterable<IndexedBook>;

/** Our engine over an index that is built here and now: a second for some ten thousand books. */
export async function columnarEngineFromBooks(
  books: Books,
  { synonyms = NO_SYNONYMS, ...facts }: EngineFromBooksOptions,
): Promise<SearchEngine> {
  const index = new SearchIndex(await segmentOf(books), { synonyms });
  return createColumnarSearchEngine(index, facts);
}

/** As above, with the engine in a thread of its own; the index is built in the thread of the caller. */
export async function threadedEngineFromBooks(
  books: Books,
  options: ThreadedEngineOptions,
): Promise<ThreadedSearchEngine> {
  return createThreadedSearchEngine(await segmentOf(books), options);
}

async function segmentOf(books: Books): Promise<Segment> {
  const builder = new SegmentBuilder();
  for await (const book of books) builder.add(indexDocument(book));
  return builder.finish();
}
