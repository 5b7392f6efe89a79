import type { Sort } from '@books/domain/search';
import type { SearchEntry } from './search-entry.ts';

/** A match and how well it answers the query; larger is better, comparable within one query only. */
export type ScoredEntry = { readonly entry: SearchEntry; readonly score: number };

/** Order of results for a sort; what is unknown goes last, ties go by relevance, then by id. */
export function compareBy(sort: Sort): (a: ScoredEntry, b: ScoredEntry) => number {
  const byKey = KEYS[sort];
  return (a, b) =>
    byKey(a.entry, b.entry) ||
    b.score - a.score ||
    (a.entry.hit.bookId < b.entry.hit.bookId ? -1 : 1);
}

const LAST = Number.NEGATIVE_INFINITY;

const KEYS: Readonly<Record<Sort, (a: SearchEntry, b: SearchEntry) => number>> = {
  relevance: () => 0,
  rating: (a, b) => falling(a.hit.rating ?? LAST, b.hit.rating ?? LAST),
  ratings: (a, b) => falling(a.hit.ratingsCount, b.hit.ratingsCount),
  newest: (a, b) => falling(a.hit.year ?? LAST, b.hit.year ?? LAST),
  title: (a, b) => (a.titleKey === b.titleKey ? 0 : a.titleKey < b.titleKey ? -1 : 1),
};

// Not a difference: two unknown values must compare equal, and infinity minus infinity does not.
function falling(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
