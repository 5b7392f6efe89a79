import { bestOf } from './best.ts';
import { bestScored } from './best-scored.ts';
import { sortedDistinct } from './candidates.ts';
import { readDocument } from './document-reader.ts';
import type { FilteredMatches } from './filtered-matches.ts';
import type { IndexDocument } from './index-document.ts';
import { type LiveSegment, SCORE_LIMIT } from './live-segment.ts';
import type { Reading, SegmentMatches } from './matches.ts';
import { compareDocuments, type IndexSort } from './ordering.ts';
import { titlesBeginningWith } from './title-order.ts';

/** A document that may be shown, and what is needed to show it. */
export type RankedHit = {
  readonly document: IndexDocument;
  readonly score: number;
  readonly live: LiveSegment;
  readonly number: number;
  readonly reading: Reading | undefined;
};

/**
 * The first matches of one segment.
 *
 * @param part the matches that fail no filter
 * @param all the matches before filters
 * @param wanted how many at most
 */
export function bestOfSegment(
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
    return bestScored(live.scorer, candidates, wanted);
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
  const most = documents.subarray(0, SCORE_LIMIT);
  const last = most.at(-1) ?? 0;
  const titles = Uint32Array.from(
    { length: Math.min(to - from, MAX_TITLE_CANDIDATES) },
    (_, i) => titleOrder.at(from + i) >>> 1,
  );
  // When nothing but a word was asked for, these titles have it.
  const isMatch = (document: number) =>
    all.common === undefined
      ? placeOf(all.documents, document) !== undefined
      : live.isLive(document);
  // A title may be there twice, with its article and without.
  const further = sortedDistinct(titles.filter((document) => document > last && isMatch(document)));
  const passing = all.filter?.passing(further, further.length).documents ?? further;
  const chosen = new Uint32Array(most.length + passing.length);
  chosen.set(most);
  chosen.set(passing, most.length);
  return chosen;
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
