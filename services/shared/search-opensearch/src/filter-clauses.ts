import { parseIsbn } from '@books/domain/isbn';
import type { Facet, SearchFilters } from '@books/domain/search';
import { keyOf } from './book-document.ts';
import type { Clause } from './reading-query.ts';

/** One filter; `facet` names the facet that it must not narrow. */
export type FilterClause = { readonly facet: Facet | undefined; readonly clause: Clause };

/** The filters of a request; a text that is no ISBN is met by no book. */
export function filterClauses(filters: SearchFilters): FilterClause[] {
  const { subject, isbn, language, min_year: from, max_year: to, min_rating: stars } = filters;
  const clauses: FilterClause[] = [];
  const demand = (facet: Facet | undefined, clause: Clause) => clauses.push({ facet, clause });
  for (const name of subject ?? []) demand('subject', { term: { subject_keys: keyOf(name) } });
  if (isbn !== undefined) demand(undefined, isbnClause(parseIsbn(isbn)));
  if (language !== undefined) demand('language', { term: { language: language.toLowerCase() } });
  if (from !== undefined) demand('year', { range: { year: { gte: from } } });
  if (to !== undefined) demand('year', { range: { year: { lte: to } } });
  if (stars !== undefined) demand(undefined, { range: { rating: { gte: stars } } });
  return clauses;
}

/** All filters, or all but those of one facet, as one clause. */
export function allOf(filters: readonly FilterClause[], exceptFacet?: Facet): Clause {
  const kept = filters.filter(({ facet }) => facet === undefined || facet !== exceptFacet);
  return { bool: { filter: kept.map(({ clause }) => clause) } };
}

export function isbnClause(isbn13: string | undefined): Clause {
  return isbn13 === undefined ? { match_none: {} } : { term: { isbn13s: isbn13 } };
}
