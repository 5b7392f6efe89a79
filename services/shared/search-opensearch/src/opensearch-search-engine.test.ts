import { describeSearchAcceptance } from '@books/search/search-engine.acceptance.contract';
import { describeSearchEngine } from '@books/search/search-engine.contract';
import { describeOnOpenSearch } from './testing/open-search-fixture.ts';

describeOnOpenSearch('OpenSearch', ({ createEngine }) => {
  describeSearchEngine('OpenSearch', (books) => createEngine(books));
  describeSearchAcceptance('OpenSearch', (books, synonyms) => createEngine(books, { synonyms }));
});
