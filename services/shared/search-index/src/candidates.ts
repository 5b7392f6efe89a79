import type { BitSet } from './bit-set.ts';
import type { ResolvedSlot } from './plan.ts';
import type { Segment } from './segment.ts';

/** Beyond this share a list of documents is gathered as bits, not sorted. */
const DENSE_SHARE = 1 / 64;
/** A list so many times longer than the other is probed and not read through. */
const PROBE_RATIO = 16;

/** Documents in rising order, and how many there are in all, should these be the first of more. */
export type Documents = { readonly documents: Uint32Array; readonly count: number };

/**
 * Documents that have any of a slot's terms. They may be a view on the postings.
 *
 * @param limit how many are of interest; the others are counted only
 */
export function documentsOfSlot(
  segment: Segment,
  resolved: ResolvedSlot,
  bits: BitSet,
  limit: number = Number.POSITIVE_INFINITY,
): Documents {
  const { postings, postingStarts } = segment;
  const single = singleTerm(resolved);
  if (single !== undefined) {
    return whole(postings.subarray(postingStarts[single], postingStarts[single + 1]));
  }
  if (resolved.postingCount < segment.documentCount * DENSE_SHARE) {
    return whole(sortedDistinct(gather(segment, resolved)));
  }
  markSlot(segment, resolved, bits);
  const count = bits.count();
  return { documents: bits.drain(Math.min(count, limit)), count };
}

function whole(documents: Uint32Array): Documents {
  return { documents, count: documents.length };
}

/** Those of `documents` that have any of a slot's terms. */
export function intersect(
  segment: Segment,
  documents: Uint32Array,
  resolved: ResolvedSlot,
  bits: BitSet,
): Uint32Array {
  const { postings, postingStarts } = segment;
  const single = singleTerm(resolved);
  const kept = new Uint32Array(Math.min(documents.length, resolved.postingCount));
  let count = 0;
  if (single === undefined) {
    markSlot(segment, resolved, bits);
    for (let i = 0; i < documents.length; i += 1) {
      if (!bits.has(documents[i]!)) continue;
      kept[count] = documents[i]!;
      count += 1;
    }
    bits.clear();
    return kept.subarray(0, count);
  }
  let at = postingStarts[single]!;
  const end = postingStarts[single + 1]!;
  const probes = (end - at) / Math.max(1, documents.length) > PROBE_RATIO;
  for (let i = 0; i < documents.length; i += 1) {
    const document = documents[i]!;
    if (probes) at = firstNotBelow(postings, at, end, document);
    else while (at < end && postings[at]! < document) at += 1;
    if (at === end) break;
    if (postings[at] !== document) continue;
    kept[count] = document;
    count += 1;
  }
  return kept.subarray(0, count);
}

/** Those of `documents` that have a term of at least `least` of the slots. */
export function havingSlots(
  segment: Segment,
  documents: Uint32Array,
  slots: readonly ResolvedSlot[],
  least: number,
  bits: BitSet,
): Uint32Array {
  const found = new Uint8Array(documents.length);
  for (const slot of slots) {
    markSlot(segment, slot, bits);
    for (let i = 0; i < documents.length; i += 1) if (bits.has(documents[i]!)) found[i]! += 1;
    bits.clear();
  }
  return documents.filter((_, i) => found[i]! >= least);
}

function singleTerm({ terms, rangeFrom, rangeTo }: ResolvedSlot): number | undefined {
  const inRange = rangeTo - rangeFrom;
  if (inRange === 0) return terms.length === 1 ? terms[0] : undefined;
  if (inRange > 1) return undefined;
  return terms.every((term) => term === rangeFrom) ? rangeFrom : undefined;
}

function markSlot(segment: Segment, resolved: ResolvedSlot, bits: BitSet): void {
  const { postings, postingStarts } = segment;
  const { rangeFrom, rangeTo } = resolved;
  // Terms are numbered in the order of their postings, so a range of terms is one stretch.
  bits.addAll(postings, postingStarts[rangeFrom]!, postingStarts[rangeTo]!);
  for (const term of resolved.terms) {
    if (term >= rangeFrom && term < rangeTo) continue;
    bits.addAll(postings, postingStarts[term]!, postingStarts[term + 1]!);
  }
}

function gather(segment: Segment, resolved: ResolvedSlot): Uint32Array {
  const { postings, postingStarts } = segment;
  const { rangeFrom, rangeTo } = resolved;
  const documents = new Uint32Array(resolved.postingCount);
  const range = postings.subarray(postingStarts[rangeFrom], postingStarts[rangeTo]);
  documents.set(range);
  let used = range.length;
  for (const term of resolved.terms) {
    if (term >= rangeFrom && term < rangeTo) continue;
    const list = postings.subarray(postingStarts[term], postingStarts[term + 1]);
    documents.set(list, used);
    used += list.length;
  }
  return documents;
}

/** Sorts in place and leaves out repeats. */
export function sortedDistinct(documents: Uint32Array): Uint32Array {
  documents.sort();
  let count = 0;
  for (let i = 0; i < documents.length; i += 1) {
    if (i > 0 && documents[i] === documents[i - 1]) continue;
    documents[count] = documents[i]!;
    count += 1;
  }
  return documents.subarray(0, count);
}

/** First place in `[from, to)` of a rising list whose value is not below `value`, by steps of doubling length. */
function firstNotBelow(list: Uint32Array, from: number, to: number, value: number): number {
  if (from === to || list[from]! >= value) return from;
  let step = 1;
  let low = from;
  while (low + step < to && list[low + step]! < value) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step);
  low += 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
