import { bestOf } from './best.ts';
import { FILTER_KINDS } from './filters.ts';
import { NO_YEAR, type Segment, textAt } from './segment.ts';
import { ValueTally } from './value-tally.ts';

export type IndexFacet = 'language' | 'subject' | 'year';

/** The matches of one segment, before filters; `failures` are the kinds of filter that each fails. */
export type CountedMatches = {
  readonly live: { readonly segment: Segment; readonly facetTallies: FacetTallies };
  readonly documents: Uint32Array;
  readonly failures: Uint8Array | undefined;
};

/** What the values of a segment are counted in; made when they are first counted. */
export class FacetTallies {
  readonly #segment: Segment;
  readonly #tallies = new Map<IndexFacet, ValueTally>();

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** One without counts. */
  empty(facet: IndexFacet): ValueTally {
    const known = this.#tallies.get(facet);
    const tally = known ?? new ValueTally(VALUE_COUNTS[facet](this.#segment));
    if (known === undefined) this.#tallies.set(facet, tally);
    tally.clear();
    return tally;
  }
}

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
  const sums = new Map<string, number>();
  for (const part of matches) {
    if (part.documents.length === 0) continue;
    const { segment } = part.live;
    const tally = part.live.facetTallies.empty(facet);
    COUNTERS[facet](part, ~OWN_KIND[facet], tally);
    // What is so rare here could not come among the first even if all matches elsewhere had it. One place is left
    // for a value that stands for nothing.
    const elsewhere = documentCount - part.documents.length;
    const least = tally.nthLargest(limit + 1) - elsewhere;
    const values = tally.atLeast(least).filter((value) => !isNothing(facet, value));
    const isAlone = elsewhere === 0 && facet === 'subject';
    const first = isAlone ? commonestSubjects(segment, tally, values, limit) : values;
    for (const value of first) {
      const text = VALUE_TEXTS[facet](segment, value);
      sums.set(text, (sums.get(text) ?? 0) + tally.counts[value]!);
    }
  }
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** Very many subjects are met once or twice; they are told apart without reading their names. */
function commonestSubjects(
  { subjectRanks }: Segment,
  { counts }: ValueTally,
  subjects: readonly number[],
  limit: number,
): number[] {
  const best = bestOf(subjects.length, limit, (a, b) => {
    const first = subjects[a]!;
    const second = subjects[b]!;
    const order = counts[second]! - counts[first]! || subjectRanks[first]! - subjectRanks[second]!;
    return order < 0;
  });
  return best.map((i) => subjects[i]!);
}

type Counter = (matches: CountedMatches, otherKinds: number, tally: ValueTally) => void;

const COUNTERS: Readonly<Record<IndexFacet, Counter>> = {
  language: ({ live, documents, failures }, otherKinds, tally) => {
    const { languages } = live.segment;
    const { counts, present } = tally;
    let presentCount = 0;
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      const language = languages[documents[i]!]!;
      const count = counts[language]!;
      counts[language] = count + 1;
      if (count > 0) continue;
      present[presentCount] = language;
      presentCount += 1;
    }
    tally.presentCount = presentCount;
  },
  year: ({ live, documents, failures }, otherKinds, tally) => {
    const { years } = live.segment;
    const { counts, present } = tally;
    let presentCount = 0;
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      const year = years[documents[i]!]! + YEAR_SHIFT;
      const count = counts[year]!;
      counts[year] = count + 1;
      if (count > 0) continue;
      present[presentCount] = year;
      presentCount += 1;
    }
    tally.presentCount = presentCount;
  },
  subject: ({ live, documents, failures }, otherKinds, tally) => {
    const { subjects, subjectStarts } = live.segment;
    const { counts, present } = tally;
    let presentCount = 0;
    for (let i = 0; i < documents.length; i += 1) {
      if (failures !== undefined && (failures[i]! & otherKinds) !== 0) continue;
      const document = documents[i]!;
      const end = subjectStarts[document + 1]!;
      for (let at = subjectStarts[document]!; at < end; at += 1) {
        const subject = subjects[at]!;
        const count = counts[subject]!;
        counts[subject] = count + 1;
        if (count > 0) continue;
        present[presentCount] = subject;
        presentCount += 1;
      }
    }
    tally.presentCount = presentCount;
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
