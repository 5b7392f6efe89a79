import type { IndexFacet } from './facet-tallies.ts';
import { facetCounts } from './facets.ts';
import { withoutFailures } from './filtered-matches.ts';
import { documentFilter } from './filters.ts';
import { correctionOf, type IndexHit, toHit } from './hits.ts';
import { type LiveSegment, SCORE_LIMIT } from './live-segment.ts';
import { matchCount } from './matches.ts';
import type { IndexQuery } from './index-query.ts';
import { compareRanked } from './ordering.ts';
import { understandQuery } from './query-matches.ts';
import { bestOfSegment } from './ranking.ts';
import type { Synonyms } from './synonyms.ts';

export type IndexAnswer = {
  readonly total: number;
  readonly hits: readonly IndexHit[];
  readonly facets: Partial<
    Record<IndexFacet, readonly { readonly value: string; readonly count: number }[]>
  >;
  readonly correctedQuery?: string;
  readonly dropped?: readonly string[];
};

/** Values that a facet lists at most. */
const MAX_FACET_VALUES = 100;

/** Answers a query from all segments together. */
export function searchSegments(
  segments: readonly LiveSegment[],
  query: IndexQuery,
  synonyms: Synonyms,
): IndexAnswer {
  const wanted = query.offset + query.limit;
  const understood = understandQuery(segments, query, synonyms, documentsNeeded(query));
  const matches = understood.matches.map((part) => ({
    ...part,
    filter: documentFilter(part.live.segment, query.filters),
  }));
  const shown = query.sort === 'relevance' ? documentsShown(query) : Number.POSITIVE_INFINITY;
  const filtered = matches.map((part) =>
    withoutFailures(part, part.readings.length === 0 ? Number.POSITIVE_INFINITY : shown),
  );
  const ranked = filtered
    .flatMap((part, s) => bestOfSegment(part, matches[s]!, query.sort, wanted))
    .sort(compareRanked(query.sort));

  const facets: Partial<Record<IndexFacet, { value: string; count: number }[]>> = {};
  if (query.facets.length > 0) {
    const counted = matches.map((part) => ({
      ...part,
      failures: part.filter?.failures(part.documents),
    }));
    for (const facet of query.facets) {
      facets[facet] = facetCounts(facet, counted, MAX_FACET_VALUES);
    }
  }
  const corrected = understood.isAsTyped ? undefined : correctionOf(ranked[0]);
  return {
    total: matchCount(filtered),
    hits: ranked.slice(query.offset, wanted).map(toHit),
    facets,
    ...(corrected === undefined ? {} : { correctedQuery: corrected }),
    ...(understood.dropped.length === 0 ? {} : { dropped: understood.dropped }),
  };
}

/** All matches when they are to be filtered or sorted; else those that may be shown. */
function documentsNeeded(query: IndexQuery): number {
  const { filters, sort } = query;
  const isPlain = Object.keys(filters).length === 0 && sort === 'relevance';
  return isPlain ? documentsShown(query) : Number.POSITIVE_INFINITY;
}

/** Of very many matches the most popular, among which are those that are shown. */
function documentsShown({ offset, limit }: IndexQuery): number {
  return Math.max(SCORE_LIMIT, offset + limit);
}
