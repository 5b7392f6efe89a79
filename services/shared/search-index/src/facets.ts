import { bestOf } from './best.ts';
import { FILTER_KINDS } from './filters.ts';
import type { CommonValues, IndexFacet, ValueCount } from './facet-tallies.ts';
import { slotKey } from './common-slots.ts';
import type { LiveSegment } from './live-segment.ts';
import type { ResolvedSlot } from './plan.ts';
import { NO_YEAR, type Segment, textAt } from './segment.ts';
import type { ValueTally } from './value-tally.ts';

/** The matches of one segment, before filters; `failures` are the kinds of filter that each fails. */
export type CountedMatches = {
  readonly live: LiveSegment;
  readonly documents: Uint32Array;
  readonly count: number;
  readonly common?: ResolvedSlot;
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
  const documentCount = matches.reduce((sum, { count }) => sum + count, 0);
  const sums = new Map<string, number>();
  for (const part of matches) {
    if (part.count === 0) continue;
    const { segment } = part.live;
    for (const { value, count } of commonValues(facet, part, limit, documentCount - part.count)) {
      const text = VALUE_TEXTS[facet](segment, value);
      sums.set(text, (sums.get(text) ?? 0) + count);
    }
  }
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

/** Among the values are all that can come among the first when so many matches are elsewhere. */
function commonValues(
  facet: IndexFacet,
  part: CountedMatches,
  limit: number,
  elsewhere: number,
): readonly ValueCount[] {
  const { facetTallies } = part.live;
  const spare = elsewhere === 0 ? 0 : REMEMBERED_SPARE;
  if (part.common === undefined || part.failures !== undefined || elsewhere > spare) {
    return countedValues(facet, part, limit, elsewhere).values;
  }
  const key = `${facet} ${limit} ${spare} ${slotKey(part.common)}`;
  const known = facetTallies.remembered(key);
  const { nth, values } = known ?? countedValues(facet, part, limit, spare);
  if (known === undefined) facetTallies.remember(key, { nth, values });
  return spare === 0 ? values : values.filter(({ count }) => count >= nth - elsewhere);
}

/** Remembered counts serve as long as not more matches than this are in other segments, those of changed books. */
const REMEMBERED_SPARE = 50;

function countedValues(
  facet: IndexFacet,
  part: CountedMatches,
  limit: number,
  elsewhere: number,
): CommonValues {
  const { live, common } = part;
  const isWhole = part.count === part.documents.length || common === undefined;
  const documents = isWhole ? part.documents : live.documentsOf(common).documents;
  const tally = live.facetTallies.empty(facet);
  COUNTERS[facet]({ ...part, documents }, ~OWN_KIND[facet], tally);
  // What is so rare here could not come among the first even if all matches elsewhere had it. One place is left for
  // a value that stands for nothing.
  const nth = tally.nthLargest(limit + 1);
  const values = tally.atLeast(nth - elsewhere).filter((value) => !isNothing(facet, value));
  const isAlone = elsewhere === 0 && facet === 'subject';
  const first = isAlone ? commonestSubjects(live.segment, tally, values, limit) : values;
  return { nth, values: first.map((value) => ({ value, count: tally.counts[value]! })) };
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
    const order =
      counts[second]! - counts[first]! || subjectRanks.at(first) - subjectRanks.at(second);
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
      const language = languages.at(documents[i]!);
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

const VALUE_TEXTS: Readonly<Record<IndexFacet, (segment: Segment, value: number) => string>> = {
  language: (segment, value) =>
    textAt(segment, segment.languageBytes, segment.languageStarts, value),
  year: (_segment, value) => String(value - YEAR_SHIFT),
  subject: (segment, value) =>
    textAt(segment, segment.subjectBytes, segment.subjectByteStarts, value),
};

function isNothing(facet: IndexFacet, value: number): boolean {
  if (facet === 'language') return value === 0;
  return facet === 'year' && value === NO_YEAR + YEAR_SHIFT;
}
