import { parseIsbn } from '@books/domain/isbn';
import type { Facet, SearchFilters } from '@books/domain/search';
import { foldedKey } from '@books/search-index/fold';
import type { SearchEntry } from './search-entry.ts';

/** One filter ready to be asked of many books; `facet` names the facet that it must not narrow. */
export type Condition = {
  readonly facet: Facet | undefined;
  readonly holds: (entry: SearchEntry) => boolean;
};

/** The filters of a request as conditions; a text that is no ISBN holds for no book. */
export function searchConditions(filters: SearchFilters): Condition[] {
  const conditions: Condition[] = [];
  const demand = (facet: Facet | undefined, holds: Condition['holds']) =>
    conditions.push({ facet, holds });

  for (const subject of filters.subject ?? []) {
    const key = foldedKey(subject);
    demand('subject', (entry) => entry.subjectKeys.includes(key));
  }
  if (filters.isbn !== undefined) {
    const isbn = parseIsbn(filters.isbn);
    demand(undefined, (entry) => isbn !== undefined && entry.isbn13s.includes(isbn));
  }
  if (filters.language !== undefined) {
    const language = filters.language.toLowerCase();
    demand('language', (entry) => entry.hit.language === language);
  }
  const { min_year: minYear, max_year: maxYear, min_rating: minRating } = filters;
  if (minYear !== undefined) {
    demand('year', ({ hit }) => hit.year !== undefined && hit.year >= minYear);
  }
  if (maxYear !== undefined) {
    demand('year', ({ hit }) => hit.year !== undefined && hit.year <= maxYear);
  }
  if (minRating !== undefined) {
    demand(undefined, ({ hit }) => hit.rating !== null && hit.rating >= minRating);
  }
  return conditions;
}

/** Whether a book meets all conditions, or all but those of one facet. */
export function meetsAll(
  conditions: readonly Condition[],
  entry: SearchEntry,
  exceptFacet?: Facet,
): boolean {
  return conditions.every(
    (condition) =>
      (exceptFacet !== undefined && condition.facet === exceptFacet) || condition.holds(entry),
  );
}
