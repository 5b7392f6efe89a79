import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { NO_SYNONYMS, type Synonyms } from '@books/search-index/synonyms';
import { createColumnarSearchEngine } from './columnar-search-engine.ts';
import type { BuiltIndexFacts } from './index-exchange.ts';
import { indexDocument } from './index-document.ts';
import type { IndexedBook, SearchEngine } from './search-engine.ts';

export type EngineFromBooksOptions = BuiltIndexFacts & { readonly synonyms?: Synonyms };

/** Our engine over an index that is built here and now: a second for some ten thousand books. */
export async function columnarEngineFromBooks(
  books: Iterable<IndexedBook> | AsyncIterable<IndexedBook>,
  { synonyms = NO_SYNONYMS, ...facts }: EngineFromBooksOptions,
): Promise<SearchEngine> {
  const builder = new SegmentBuilder();
  for await (const book of books) builder.add(indexDocument(book));
  return createColumnarSearchEngine(new SearchIndex(builder.finish(), { synonyms }), facts);
}
