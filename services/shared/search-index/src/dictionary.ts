import type { Segment } from './segment.ts';

/** The letters of a term. */
export function termText({ termLetters, termStarts }: Segment, term: number): string {
  const end = termStarts[term + 1]!;
  let text = '';
  // Faster than of all at once, which needs a list of them.
  for (let at = termStarts[term]!; at < end; at += 1) text += String.fromCharCode(termLetters[at]!);
  return text;
}

/** The number of a term; `undefined` when the dictionary does not have it. */
export function findTerm(segment: Segment, word: string): number | undefined {
  const term = firstTermFrom(segment, word);
  return term < segment.termCount && compareTerm(segment, term, word) === 0 ? term : undefined;
}

/** The terms that begin with `prefix`, as a range of numbers: from the first up to, not including, the second. */
export function termsWithPrefix(segment: Segment, prefix: string): [from: number, to: number] {
  const from = firstTermFrom(segment, prefix);
  let low = from;
  let high = segment.termCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsWith(segment, middle, prefix)) low = middle + 1;
    else high = middle;
  }
  return [from, low];
}

/** The first term that is not before `word`. */
function firstTermFrom(segment: Segment, word: string): number {
  let low = 0;
  let high = segment.termCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareTerm(segment, middle, word) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareTerm({ termLetters, termStarts }: Segment, term: number, word: string): number {
  const start = termStarts[term]!;
  const length = termStarts[term + 1]! - start;
  const shorter = Math.min(length, word.length);
  for (let i = 0; i < shorter; i += 1) {
    const difference = termLetters[start + i]! - word.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return length - word.length;
}

function startsWith({ termLetters, termStarts }: Segment, term: number, prefix: string): boolean {
  const start = termStarts[term]!;
  if (termStarts[term + 1]! - start < prefix.length) return false;
  for (let i = 0; i < prefix.length; i += 1) {
    if (termLetters[start + i] !== prefix.charCodeAt(i)) return false;
  }
  return true;
}

export const ARTICLES = ['the', 'a', 'an'];

/** The terms that are articles, which may be left out at the beginning of a title. */
export function articleTerms(segment: Segment): number[] {
  return ARTICLES.flatMap((article) => findTerm(segment, article) ?? []);
}
