import { findTerm, termsWithPrefix } from './dictionary.ts';
import type { Offsets } from './offsets.ts';
import type { Segment } from './segment.ts';
import { compareRuns } from './term-runs.ts';

/** Entries `[from, to)` of an order. */
export type OrderRange = { readonly from: number; readonly to: number };

const NOTHING: OrderRange = { from: 0, to: 0 };

/** A beginning as terms: all its words but the last, then the range of the terms that the last may be. */
function prefixTerms(segment: Segment, words: readonly string[]) {
  const terms: number[] = [];
  for (const word of words.slice(0, -1)) {
    const term = findTerm(segment, word);
    if (term === undefined) return undefined;
    terms.push(term);
  }
  const [from, to] = termsWithPrefix(segment, words.at(-1) ?? '');
  const run = (last: number) => [...terms, last];
  return from === to ? undefined : { first: run(from), beyond: run(to) };
}

/** Entries of `titleOrder` whose title begins with these words, the last of which may be unfinished. */
export function titlesBeginningWith(segment: Segment, words: readonly string[]): OrderRange {
  const bounds = prefixTerms(segment, words);
  if (bounds === undefined) return NOTHING;
  const { titleOrder, words: terms, wordStarts, titleLengths, asideLengths } = segment;
  const compare = (place: number, run: readonly number[]) => {
    const entry = titleOrder.at(place);
    const document = entry >>> 1;
    const start = wordStarts[document]!;
    const end = start + titleLengths[document]! + asideLengths[document]!;
    return compareRuns(terms, start + (entry & 1), end, run, 0, run.length);
  };
  return {
    from: firstNotBefore(titleOrder.length, bounds.first, compare),
    to: firstNotBefore(titleOrder.length, bounds.beyond, compare),
  };
}

/** Entries of `nameOrder` whose name, from one of its words on, begins with these words. */
export function namesBeginningWith(segment: Segment, words: readonly string[]): OrderRange {
  const bounds = prefixTerms(segment, words);
  if (bounds === undefined) return NOTHING;
  const { nameOrder, nameTerms, nameStarts } = segment;
  const compare = (place: number, run: readonly number[]) => {
    const start = nameOrder.at(place);
    const end = nameStarts.at(authorAt(nameStarts, start) + 1);
    return compareRuns(nameTerms, start, end, run, 0, run.length);
  };
  return {
    from: firstNotBefore(nameOrder.length, bounds.first, compare),
    to: firstNotBefore(nameOrder.length, bounds.beyond, compare),
  };
}

/** The author whose name has a place in `nameTerms`. */
export function authorAt(nameStarts: Offsets, place: number): number {
  let low = 0;
  let high = nameStarts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nameStarts.at(middle + 1) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstNotBefore(
  length: number,
  run: readonly number[],
  compare: (place: number, run: readonly number[]) => number,
): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle, run) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
