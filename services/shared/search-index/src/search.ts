import { bestOf } from './best.ts';
import { readDocument } from './document-reader.ts';
import type { IndexFacet } from './facet-tallies.ts';
import { facetCounts } from './facets.ts';
import { documentsWithIsbn, filterFailures, type IndexFilters } from './filters.ts';
import { highlightedRanges, type TextRange } from './highlights.ts';
import type { IndexDocument } from './index-document.ts';
import { findTerm } from './dictionary.ts';
import { type LiveSegment, SCORE_LIMIT } from './live-segment.ts';
import { matchCount, type Reading, type SegmentMatches } from './matches.ts';
import { compareDocuments, compareRanked, type IndexSort } from './ordering.ts';
import { parseQueryText } from './query-text.ts';
import type { ParsedQuery } from './readings.ts';
import { foldedWords } from './fold.ts';
import type { Synonyms } from './synonyms.ts';
import { titlesBeginningWith } from './title-order.ts';
import { understand, type Understood } from './understanding.ts';

export type IndexQuery = {
  /** Words, `"phrases"` and `-words`, to be found in any field. */
  readonly text?: string;
  readonly title?: string;
  readonly author?: string;
  /** 13 digits: the books that carry it, whatever the other criteria. */
  readonly isbn13?: string;
  readonly filters: IndexFilters;
  readonly sort: IndexSort;
  readonly facets: readonly IndexFacet[];
  readonly limit: number;
  readonly offset: number;
};

export type IndexHit = {
  readonly document: IndexDocument;
  /** Where the words that were found stand in the title, and in each author's name. */
  readonly highlights: {
    readonly title: readonly TextRange[];
    readonly authors: readonly (readonly TextRange[])[];
  };
};

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
    failures: filterFailures(part.live.segment, query.filters, part.documents),
  }));
  const shown = query.sort === 'relevance' ? documentsShown(query) : Number.POSITIVE_INFINITY;
  const filtered = matches.map((part) =>
    withoutFailures(part, part.readings.length === 0 ? Number.POSITIVE_INFINITY : shown),
  );
  const ranked = filtered
    .flatMap((part, s) => bestOfSegment(part, matches[s]!, query.sort, wanted))
    .sort(compareRanked(query.sort));

  const facets: Partial<Record<IndexFacet, { value: string; count: number }[]>> = {};
  for (const facet of query.facets) {
    facets[facet] = facetCounts(facet, matches, MAX_FACET_VALUES);
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

function understandQuery(
  segments: readonly LiveSegment[],
  { text, title, author, isbn13 }: IndexQuery,
  synonyms: Synonyms,
  documentsNeeded: number,
): Understood {
  const without = (documentsOf: (live: LiveSegment) => Uint32Array): Understood => ({
    matches: segments.map((live) => {
      const documents = documentsOf(live);
      return {
        live,
        documents,
        count: documents.length,
        scores: undefined,
        readings: [],
        bestReadings: undefined,
      };
    }),
    dropped: [],
    isAsTyped: true,
  });
  if (isbn13 !== undefined) {
    return without((live) =>
      documentsWithIsbn(live.segment, isbn13).filter((document) => live.isLive(document)),
    );
  }
  const said = [text, title, author].filter((part) => part !== undefined && part.trim() !== '');
  if (said.length === 0) return without((live) => live.liveDocuments());
  const parsed: ParsedQuery = {
    text: parseQueryText(text ?? ''),
    titleWords: foldedWords(title ?? '').slice(0, MAX_FIELD_WORDS),
    authorWords: foldedWords(author ?? '').slice(0, MAX_FIELD_WORDS),
  };
  const criteria = [parsed.text.words, parsed.titleWords, parsed.authorWords];
  // Signs alone: said, but nothing that a book could have.
  if (criteria.filter((words) => words.length > 0).length < said.length) {
    return without(() => new Uint32Array(0));
  }
  return understand(segments, parsed, synonyms, documentsNeeded);
}

// With the 32 words of a text these stay within what a plan can hold.
const MAX_FIELD_WORDS = 8;

type FilteredMatches = SegmentMatches & { readonly failures: Uint8Array | undefined };

/** The documents that fail no filter; of those without scores only the first `limit`, the others are counted. */
function withoutFailures(part: FilteredMatches, limit: number): SegmentMatches {
  const { documents, scores, bestReadings, failures } = part;
  if (failures === undefined) return part;
  let count = 0;
  for (let i = 0; i < failures.length; i += 1) if (failures[i] === 0) count += 1;
  const size = scores === undefined ? Math.min(count, limit) : count;
  const kept = new Uint32Array(size);
  const keptScores = scores === undefined ? undefined : new Float64Array(size);
  const keptReadings = bestReadings === undefined ? undefined : new Uint8Array(size);
  for (let i = 0, at = 0; at < size; i += 1) {
    if (failures[i] !== 0) continue;
    kept[at] = documents[i]!;
    if (keptScores !== undefined) keptScores[at] = scores![i]!;
    if (keptReadings !== undefined) keptReadings[at] = bestReadings![i]!;
    at += 1;
  }
  return { ...part, documents: kept, count, scores: keptScores, bestReadings: keptReadings };
}

type RankedHit = {
  readonly document: IndexDocument;
  readonly score: number;
  readonly live: LiveSegment;
  readonly number: number;
  readonly reading: Reading | undefined;
};

function bestOfSegment(
  part: SegmentMatches,
  all: FilteredMatches,
  sort: IndexSort,
  wanted: number,
): RankedHit[] {
  const { live, readings } = part;
  const { documents, scores } = scored(part, all, sort, wanted);
  const { popularities } = live.segment;
  const byKey = compareDocuments(live.segment, sort);
  const best = bestOf(documents.length, wanted, (a, b) => {
    const order =
      byKey(documents[a]!, documents[b]!) ||
      (scores === undefined ? 0 : scores[b]! - scores[a]!) ||
      popularities[documents[b]!]! - popularities[documents[a]!]! ||
      documents[a]! - documents[b]!;
    return order < 0;
  });
  return best.map((i) => ({
    document: readDocument(live.segment, documents[i]!),
    score: scores?.[i] ?? 0,
    live,
    number: documents[i]!,
    reading: readings[part.bestReadings?.[i] ?? 0],
  }));
}

/** What is to be ranked, with scores. Of very many matches that are sorted by another key none is scored. */
function scored(part: SegmentMatches, all: FilteredMatches, sort: IndexSort, wanted: number) {
  const { live, readings, documents } = part;
  const reading = readings[0];
  if (part.scores !== undefined || reading === undefined) return part;
  if (sort === 'relevance') {
    const candidates = candidatesFor(part, all, reading);
    live.prepare(reading.resolved, reading.idfs);
    return live.bestScored(candidates, wanted);
  }
  if (part.count > SCORE_LIMIT) return part;
  live.prepare(reading.resolved, reading.idfs);
  return { documents, scores: live.scoresOf(documents) };
}

/**
 * Of very many matches those that may be among the first: the most popular, and of the titles that begin with the
 * query the first by the alphabet, among which are those that are nothing but it.
 */
function candidatesFor(part: SegmentMatches, all: FilteredMatches, reading: Reading): Uint32Array {
  const { live, documents } = part;
  if (part.count <= SCORE_LIMIT) return documents;
  const { titleOrder } = live.segment;
  const words = reading.resolved.plan.slots.map(({ word }) => word);
  const { from, to } = titlesBeginningWith(live.segment, words);
  const most = Math.min(documents.length, SCORE_LIMIT);
  const titles = Math.min(to - from, MAX_TITLE_CANDIDATES);
  const chosen = new Uint32Array(most + titles);
  chosen.set(documents.subarray(0, most));
  let count = most;
  // When only the first were gathered, nothing but the word was asked for, and these titles have it.
  const isWordAlone = all.count > all.documents.length;
  for (let place = from; place < from + titles; place += 1) {
    const document = titleOrder.at(place) >>> 1;
    if (document <= documents[most - 1]!) continue;
    if (isWordAlone && !live.isLive(document)) continue;
    if (!isWordAlone) {
      const at = placeOf(all.documents, document);
      if (at === undefined || (all.failures?.[at] ?? 0) !== 0) continue;
    }
    chosen[count] = document;
    count += 1;
  }
  return chosen.subarray(0, count);
}

const MAX_TITLE_CANDIDATES = 1000;

function placeOf(rising: Uint32Array, value: number): number | undefined {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return rising[low] === value ? low : undefined;
}

/** The words of the query as the best hit has them; `undefined` when that is how they were typed. */
function correctionOf(hit: RankedHit | undefined): string | undefined {
  if (hit?.reading === undefined) return undefined;
  const { live, reading, number } = hit;
  live.prepare(reading.resolved, reading.idfs);
  const words = live.scorer.wordsAsFound(number);
  const typed = reading.resolved.plan.slots.map(({ word }) => word);
  const isChanged = words.some((word, i) => word !== typed[i]);
  return isChanged || reading.resolved.plan.isCorrection ? words.join(' ') : undefined;
}

function toHit({ document, live, reading }: RankedHit): IndexHit {
  if (reading === undefined) {
    return { document, highlights: { title: [], authors: document.authors.map(() => []) } };
  }
  live.prepare(reading.resolved, reading.idfs);
  const isWanted = (word: string) => {
    const term = findTerm(live.segment, word);
    return term !== undefined && live.classes.ofTerm[term] !== 0;
  };
  return {
    document,
    highlights: {
      title: highlightedRanges(document.title, isWanted),
      authors: document.authors.map((name) => highlightedRanges(name, isWanted)),
    },
  };
}
