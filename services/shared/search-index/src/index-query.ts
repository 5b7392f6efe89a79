import type { IndexFacet } from './facet-tallies.ts';
import type { IndexFilters } from './filters.ts';
import type { IndexSort } from './ordering.ts';

export type IndexQuery = {
  /** Words, `"phrases"` and `-words`, to be found in any field. */
  readonly text?: string;
  readonly title?: string;
  readonly author?: string;
  /** 13 digits: the books that carry it, whatever the other criteria. */
  readonly isbn13?: string;
  readonly filters: IndexFilters;
  readonly sort: IndexSort;
  readonly facets: readonly IndexFacet[];
  readonly limit: number;
  readonly offset: number;
};
