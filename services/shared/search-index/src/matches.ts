import type { LiveSegment, Matches } from './live-segment.ts';
import { SCORE_LIMIT } from './live-segment.ts';
import { partialPostings, segmentMatchesWithSlip } from './partial-matches.ts';
import { commonestDocuments, type Plan, type ResolvedPlan } from './plan.ts';
import type { Tolerance } from './readings.ts';
import { inverseDocumentFrequency } from './scoring.ts';

/** A reading of the query with its terms in one segment and the weights of its words in the whole index. */
export type Reading = { readonly resolved: ResolvedPlan; readonly idfs: readonly number[] };

/** What one segment has for a query. */
export type SegmentMatches = Matches & {
  readonly live: LiveSegment;
  readonly readings: readonly Reading[];
  /** For each document the reading that scored best; `undefined` when there is but one. */
  readonly bestReadings: Uint8Array | undefined;
};

/**
 * The documents that match any of the readings, segment by segment.
 *
 * @param limit of very many matches how many are of interest; the others are counted only
 */
export function matchReadings(
  segments: readonly LiveSegment[],
  plans: readonly Plan[],
  limit: number = Number.POSITIVE_INFINITY,
): SegmentMatches[] {
  const resolvedBySegment = segments.map((live) => live.resolveAll(plans));
  const resolvedByPlan = plans.map((_, p) => resolvedBySegment.map((resolved) => resolved[p]!));
  const idfsByPlan = resolvedByPlan.map((resolved) => idfsOf(segments, resolved));
  return segments.map((live, s) => {
    const readings = plans.map((_, p) => ({
      resolved: resolvedBySegment[s]![p]!,
      idfs: idfsByPlan[p]!,
    }));
    return { live, readings, ...matchSegment(live, readings, limit) };
  });
}

/**
 * The documents that match a plan but for typos in one word.
 *
 * @param maxPostings how many documents may be looked at for it
 * @returns `undefined` when there is but one word, or when the others are too common to lead to the documents
 */
export function matchWithSlip(
  segments: readonly LiveSegment[],
  plan: Plan,
  tolerance: Tolerance,
  maxPostings: number,
): SegmentMatches[] | undefined {
  const least = plan.slots.length - 1;
  if (least === 0 || plan.runs.length > 0 || plan.excluded.length > 0) return undefined;
  const resolved = segments.map((live) => live.resolve(plan));
  const postings = segments.reduce((sum, live, s) => sum + partialPostings(resolved[s]!, least), 0);
  if (postings > maxPostings) return undefined;
  const idfs = idfsOf(segments, resolved);
  return segments.map((live, s) => {
    const { slipped, ...matches } = segmentMatchesWithSlip(live, resolved[s]!, idfs, tolerance);
    return { live, readings: [{ resolved: slipped, idfs }], ...matches, bestReadings: undefined };
  });
}

/** Matches of two sets of readings taken together, segment by segment. */
export function unite(
  first: readonly SegmentMatches[],
  second: readonly SegmentMatches[],
): SegmentMatches[] {
  return first.map((a, s) => {
    const b = second[s]!;
    const offset = a.readings.length;
    const readings = [...a.readings, ...b.readings];
    const withReadings = (part: SegmentMatches, from: number): Union => ({
      ...part,
      scores: part.scores ?? scoresOfFirst(part.live, part.readings[0]!, part.documents),
      bestReadings:
        part.bestReadings?.map((reading) => reading + from) ??
        new Uint8Array(part.documents.length).fill(from),
    });
    return { live: a.live, readings, ...merged(withReadings(a, 0), withReadings(b, offset)) };
  });
}

export function matchCount(matches: readonly SegmentMatches[]): number {
  return matches.reduce((sum, { count }) => sum + count, 0);
}

/** Weights of a plan's words over all segments: of the word as typed if any has it, else of its commonest variant. */
export function idfsOf(
  segments: readonly LiveSegment[],
  resolvedBySegment: readonly ResolvedPlan[],
): number[] {
  const documentCount = segments.reduce((sum, { segment }) => sum + segment.documentCount, 0);
  const slotCount = resolvedBySegment[0]?.slots.length ?? 0;
  return Array.from({ length: slotCount }, (_, slot) => {
    let documents = 0;
    for (const { slots } of resolvedBySegment) documents += slots[slot]!.exactDocuments;
    if (documents === 0) {
      documents = Math.max(
        ...segments.map(({ segment }, s) =>
          commonestDocuments(segment, resolvedBySegment[s]!.slots[slot]!),
        ),
      );
    }
    return inverseDocumentFrequency(documentCount, documents);
  });
}

type Union = Matches & { readonly bestReadings: Uint8Array | undefined };

function matchSegment(live: LiveSegment, readings: readonly Reading[], limit: number): Union {
  const limitOfEach = readings.length === 1 ? limit : Number.POSITIVE_INFINITY;
  const parts: Union[] = readings.map(({ resolved, idfs }) => ({
    ...live.match(resolved, idfs, limitOfEach),
    bestReadings: undefined,
  }));
  return united(live, readings, parts);
}

/** Documents of several readings, each with the best of its scores. */
function united(live: LiveSegment, readings: readonly Reading[], parts: readonly Union[]): Union {
  if (parts.length === 1) return parts[0]!;
  let union: Union | undefined;
  parts.forEach((part, i) => {
    if (union !== undefined && part.documents.length === 0) return;
    const scores = part.scores ?? scoresOfFirst(live, readings[i]!, part.documents);
    const bestReadings = new Uint8Array(part.documents.length).fill(i);
    const scored = { documents: part.documents, count: part.count, scores, bestReadings };
    union = union === undefined ? scored : merged(union, scored);
  });
  return union!;
}

/** Scores of the most popular documents; the others have 0. */
function scoresOfFirst(live: LiveSegment, { resolved, idfs }: Reading, documents: Uint32Array) {
  live.prepare(resolved, idfs);
  const scores = new Float64Array(documents.length);
  scores.set(live.scoresOf(documents.subarray(0, SCORE_LIMIT)));
  return scores;
}

function merged(a: Union, b: Union): Union {
  const most = a.documents.length + b.documents.length;
  const documents = new Uint32Array(most);
  const scores = new Float64Array(most);
  const bestReadings = new Uint8Array(most);
  let count = 0;
  let i = 0;
  let j = 0;
  const take = (from: Union, at: number) => {
    documents[count] = from.documents[at]!;
    scores[count] = from.scores![at]!;
    bestReadings[count] = from.bestReadings![at]!;
  };
  while (i < a.documents.length || j < b.documents.length) {
    const left = a.documents[i] ?? Number.POSITIVE_INFINITY;
    const right = b.documents[j] ?? Number.POSITIVE_INFINITY;
    if (left < right || (left === right && a.scores![i]! >= b.scores![j]!)) take(a, i);
    else take(b, j);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    count += 1;
  }
  return {
    documents: documents.subarray(0, count),
    count,
    scores: scores.subarray(0, count),
    bestReadings: bestReadings.subarray(0, count),
  };
}
