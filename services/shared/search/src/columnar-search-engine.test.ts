import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { createColumnarSearchEngine } from './columnar-search-engine.ts';
import { indexDocument } from './index-document.ts';
import { columnarEngineFromBooks } from './columnar-from-books.ts';
import { describeSearchAcceptance } from './search-engine.acceptance.contract.ts';
import { describeSearchEngine } from './search-engine.contract.ts';

describeSearchEngine('The columnar index', (books) => {
  const builder = new SegmentBuilder();
  for (const book of books) builder.add(indexDocument(book));
  return createColumnarSearchEngine(new SearchIndex(builder.finish()), { version: 'test' });
});

describeSearchAcceptance('The columnar index', (books, synonyms) =>
  columnarEngineFromBooks(books, { version: 'test', synonyms }),
);
