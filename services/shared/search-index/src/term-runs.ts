import type { Segment } from './segment.ts';

/**
 * Alphabetical order of two runs of term numbers. Terms are numbered alphabetically, so this is the order of the
 * texts they spell, word by word; a run comes before the longer ones that it begins.
 *
 * @returns below 0, 0 or above 0
 */
export function compareRuns(
  a: ArrayLike<number>,
  aFrom: number,
  aTo: number,
  b: ArrayLike<number>,
  bFrom: number,
  bTo: number,
): number {
  const shorter = Math.min(aTo - aFrom, bTo - bFrom);
  for (let i = 0; i < shorter; i += 1) {
    const difference = a[aFrom + i]! - b[bFrom + i]!;
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
}

/** Calls `visit` with every term of a document, repeats included: its own words, then those of its subjects. */
export function forEachTerm(
  segment: Segment,
  document: number,
  visit: (term: number) => void,
): void {
  const { words, wordStarts, subjects, subjectStarts, subjectTerms, subjectTermStarts } = segment;
  const wordsEnd = wordStarts[document + 1]!;
  for (let at = wordStarts[document]!; at < wordsEnd; at += 1) visit(words[at]!);
  const subjectsEnd = subjectStarts[document + 1]!;
  for (let at = subjectStarts[document]!; at < subjectsEnd; at += 1) {
    const subject = subjects[at]!;
    const end = subjectTermStarts[subject + 1]!;
    for (let place = subjectTermStarts[subject]!; place < end; place += 1) {
      visit(subjectTerms[place]!);
    }
  }
}
