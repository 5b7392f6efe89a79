import type { Sort } from '@books/domain/search';
import type { Clause } from './reading-query.ts';

/** How OpenSearch orders the results of a sort: what is unknown last, ties by relevance, then by id. */
export function orderOf(sort: Sort): readonly Clause[] {
  return [...KEYS[sort], { _score: 'desc' }, { popularity: 'desc' }, { book_id: 'asc' }];
}

const KEYS: Readonly<Record<Sort, readonly Clause[]>> = {
  relevance: [],
  rating: [{ rating: { order: 'desc', missing: '_last' } }],
  ratings: [{ ratings_count: 'desc' }],
  newest: [{ year: { order: 'desc', missing: '_last' } }],
  title: [{ title_order: 'asc' }],
};
