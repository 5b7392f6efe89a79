import { FILTER_KINDS, type FilterCheck } from './filters.ts';
import { NO_YEAR, type Segment, textAt } from './segment.ts';

export type IndexFacet = 'language' | 'subject' | 'year';

/** Counts by value as it is shown, over all segments. */
export type FacetTally = Map<string, number>;

const OWN_KIND: Readonly<Record<IndexFacet, number>> = {
  language: FILTER_KINDS.language,
  subject: FILTER_KINDS.subject,
  year: FILTER_KINDS.year,
};

const YEAR_SHIFT = 32768;

/**
 * Adds to `tally` how many of the documents have each value of a facet, among those that fail no filter but the
 * facet's own.
 */
export function tallyFacet(
  segment: Segment,
  facet: IndexFacet,
  documents: Uint32Array,
  check: FilterCheck | undefined,
  tally: FacetTally,
): void {
  const others = ~OWN_KIND[facet];
  const counts = new Uint32Array(VALUE_COUNTS[facet](segment));
  const { languages, years, subjects, subjectStarts } = segment;
  for (let i = 0; i < documents.length; i += 1) {
    const document = documents[i]!;
    if (check !== undefined && (check(document) & others) !== 0) continue;
    if (facet === 'language') counts[languages[document]!]! += 1;
    else if (facet === 'year') counts[years[document]! + YEAR_SHIFT]! += 1;
    else {
      const end = subjectStarts[document + 1]!;
      for (let at = subjectStarts[document]!; at < end; at += 1) counts[subjects[at]!]! += 1;
    }
  }
  for (let value = 0; value < counts.length; value += 1) {
    if (counts[value] === 0 || isNothing(facet, value)) continue;
    const text = VALUE_TEXTS[facet](segment, value);
    tally.set(text, (tally.get(text) ?? 0) + counts[value]!);
  }
}

/** The commonest values, largest first, ties by value. */
export function commonest(tally: FacetTally, limit: number): { value: string; count: number }[] {
  return [...tally]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

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
