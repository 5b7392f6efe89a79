import { createMiniSearchEngine } from './minisearch-search-engine.ts';
import { describeSearchEngine } from './search-engine.contract.ts';

describeSearchEngine('MiniSearch', (books) => createMiniSearchEngine(books, { version: 'test' }));
