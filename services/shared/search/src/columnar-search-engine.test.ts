import { SearchIndex } from '@books/search-index/search-index';
import { SegmentBuilder } from '@books/search-index/segment-builder';
import { createColumnarSearchEngine } from './columnar-search-engine.ts';
import { indexDocument } from './index-document.ts';
import { describeSearchEngine } from './search-engine.contract.ts';

describeSearchEngine('The columnar index', (books) => {
  const builder = new SegmentBuilder();
  for (const book of books) builder.add(indexDocument(book));
  return createColumnarSearchEngine(new SearchIndex(builder.finish()), { version: 'test' });
});
