import type { Segment } from '@books/search-index/segment';
import type { SearchEngineStatus } from './search-engine.ts';

/** What `status` reports of an index. */
export type BuiltIndexFacts = Pick<SearchEngineStatus, 'version' | 'builtAt'>;

/** An engine whose index may be exchanged while it answers. */
export type IndexExchange = {
  /** Puts another index in the place of all that is known; changes that it lacks are for the caller to make again. */
  rebase(base: Segment, facts: BuiltIndexFacts): Promise<void>;
};
