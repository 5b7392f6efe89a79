import type { DocumentFilter } from './filters.ts';
import type { SegmentMatches } from './matches.ts';

/** Matches before filters, and the filters. */
export type FilteredMatches = SegmentMatches & { readonly filter: DocumentFilter | undefined };

/** The documents that fail no filter; of those without scores only the first `limit`, the others are counted. */
export function withoutFailures(part: FilteredMatches, limit: number): SegmentMatches {
  const { documents, scores, bestReadings, filter } = part;
  if (filter === undefined) return part;
  if (scores === undefined) return { ...part, ...filter.passing(documents, limit) };
  const failures = filter.failures(documents);
  const isKept = (_: unknown, i: number) => failures[i] === 0;
  const kept = documents.filter(isKept);
  return {
    ...part,
    documents: kept,
    count: kept.length,
    scores: scores.filter(isKept),
    bestReadings: bestReadings?.filter(isKept),
  };
}
