import { bestOf } from './best.ts';
import { FILTER_KINDS } from './filters.ts';
import { NO_YEAR, type Segment, textAt } from './segment.ts';

export type IndexFacet = 'language' | 'subject' | 'year';

/** The matches of one segment, before filters; `failures` are the kinds of filter that each fails. */
export type CountedMatches = {
  readonly live: { readonly segment: Segment };
  readonly documents: Uint32Array;
  readonly failures: Uint8Array | undefined;
};

const OWN_KIND: Readonly<Record<IndexFacet, number>> = {
  language: FILTER_KINDS.language,
  subject: FILTER_KINDS.subject,
  year: FILTER_KINDS.year,
};

const YEAR_SHIFT = 32768;

/**
 * How many of the matches have each value of a facet, among those that fail no filter but the facet's own.
 *
 * @returns the commonest values, at most `limit`, largest first, ties by value
 */
export function facetCounts(
  facet: IndexFacet,
  matches: readonly CountedMatches[],
  limit: number,
): { value: string; count: number }[] {
  const documentCount = matches.reduce((sum, { documents }) => sum + documents.length, 0);
  const tally = new Map<string, number>();
  for (const part of matches) {
    if (part.documents.length === 0) continue;
    const { segment } = part.live;
    const counts = COUNTERS[facet](part, ~OWN_KIND[facet]);
    // What is so rare here could not come among the first even if all matches elsewhere had it.
    const elsewhere = documentCount - part.documents.length;
    const least = Math.max(1, nthLargest(counts, limit) - elsewhere);
    for (let value = 0; value < counts.length; value += 1) {
      if (counts[value]! < least || isNothing(facet, value)) continue;
      const text = VALUE_TEXTS[facet](segment, value);
      tally.set(text, (tally.get(text) ?? 0) + counts[value]!);
    }
  }
  return [...tally]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** 0 when there are not so many. One place is left for a value that stands for nothing. */
function nthLargest(counts: Uint32Array, n: number): number {
  const places = bestOf(counts.length, n + 1, (a, b) => counts[a]! > counts[b]!);
  return counts[places[n] ?? -1] ?? 0;
}

type Counter = (matches: CountedMatches, otherKinds: number) => Uint32Array;

const COUNTERS: Readonly<Record<IndexFacet, Counter>> = {
  language: ({ live: { segment }, documents, failures }, otherKinds) => {
    const { languages } = segment;
    const counts = new Uint32Array(VALUE_COUNTS.language(segment));
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      counts[languages[documents[i]!]!]! += 1;
    }
    return counts;
  },
  year: ({ live: { segment }, documents, failures }, otherKinds) => {
    const { years } = segment;
    const counts = new Uint32Array(VALUE_COUNTS.year(segment));
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      counts[years[documents[i]!]! + YEAR_SHIFT]! += 1;
    }
    return counts;
  },
  subject: ({ live: { segment }, documents, failures }, otherKinds) => {
    const { subjects, subjectStarts } = segment;
    const counts = new Uint32Array(VALUE_COUNTS.subject(segment));
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      const end = subjectStarts[documents[i]! + 1]!;
      for (let at = subjectStarts[documents[i]!]!; at < end; at += 1) counts[subjects[at]!]! += 1;
    }
    return counts;
  },
};

const VALUE_COUNTS: Readonly<Record<IndexFacet, (segment: Segment) => number>> = {
  language: ({ languageStarts }) => languageStarts.length - 1,
  year: () => 65536,
  subject: ({ subjectKeyStarts }) => subjectKeyStarts.length - 1,
};

const VALUE_TEXTS: Readonly<Record<IndexFacet, (segment: Segment, value: number) => string>> = {
  language: (segment, value) => textAt(segment.languageBytes, segment.languageStarts, value),
  year: (_segment, value) => String(value - YEAR_SHIFT),
  subject: (segment, value) => textAt(segment.subjectBytes, segment.subjectByteStarts, value),
};

function isNothing(facet: IndexFacet, value: number): boolean {
  if (facet === 'language') return value === 0;
  return facet === 'year' && value === NO_YEAR + YEAR_SHIFT;
}
