import type { Facet } from '@books/domain/search';
import { type FacetCount, MAX_FACET_VALUES } from '@books/search/search-engine';
import { type BookDocument, keyOf } from './book-document.ts';
import { allOf, type FilterClause } from './filter-clauses.ts';
import type { Clause } from './reading-query.ts';

const FACET_FIELDS: Readonly<Record<Facet, string>> = {
  language: 'language',
  subject: 'subject_keys',
  year: 'year',
};

/** The part of an answer that one facet is in. */
export type FacetReply = {
  readonly values: {
    readonly buckets: readonly {
      readonly key: string | number;
      readonly doc_count: number;
      readonly spelling?: {
        readonly hits: {
          readonly hits: readonly { readonly _source: Pick<BookDocument, 'shown'> }[];
        };
      };
    }[];
  };
};

/** Asks for the commonest values of a facet among the matches, narrowed by every filter but the facet's own. */
export function facetAggregation(facet: Facet, filters: readonly FilterClause[]): Clause {
  const field = FACET_FIELDS[facet];
  return {
    filter: allOf(filters, facet),
    aggs: {
      values: {
        terms: { field, size: MAX_FACET_VALUES, order: [{ _count: 'desc' }, { _key: 'asc' }] },
        ...(facet === 'subject' && { aggs: { spelling: BEST_KNOWN_SPELLING } }),
      },
    },
  };
}

const BEST_KNOWN_SPELLING = {
  top_hits: {
    size: 1,
    sort: [{ popularity: 'desc' }, { book_id: 'asc' }],
    _source: ['shown.subjects'],
  },
};

/** Largest first, ties by value; a subject is spelt as the best known of its books spells it. */
export function facetCounts({ values }: Partial<FacetReply>): FacetCount[] {
  return (values?.buckets ?? [])
    .map(({ key, doc_count: count, spelling }) => {
      const subjects = spelling?.hits.hits[0]?._source.shown.subjects ?? [];
      return { value: subjects.find((name) => keyOf(name) === key) ?? String(key), count };
    })
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
