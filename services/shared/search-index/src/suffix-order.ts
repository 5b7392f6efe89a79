import type { Segment } from './segment.ts';

/** The numbers of terms, which come as they lie in a segment, in alphabetical order of their letters read backwards. */
export function suffixOrder(termLetters: Uint16Array, termStarts: Uint32Array): Uint32Array {
  const compare = (a: number, b: number) => {
    let i = termStarts[a + 1]!;
    let j = termStarts[b + 1]!;
    const aStart = termStarts[a]!;
    const bStart = termStarts[b]!;
    while (i > aStart && j > bStart) {
      i -= 1;
      j -= 1;
      const difference = termLetters[i]! - termLetters[j]!;
      if (difference !== 0) return difference;
    }
    return i - aStart - (j - bStart);
  };
  return Uint32Array.from({ length: termStarts.length - 1 }, (_, term) => term).sort(compare);
}

/** Places `[from, to)` of `suffixOrder` whose terms end with these letters. */
export function termsWithSuffix(segment: Segment, suffix: string): [from: number, to: number] {
  return [firstPlace(segment, suffix, 0), firstPlace(segment, suffix, 1)];
}

/** The first place whose term, as far as the suffix goes, is not before it; with `beyond` 1 the first that is after it. */
function firstPlace(segment: Segment, suffix: string, beyond: 0 | 1): number {
  let low = 0;
  let high = segment.termCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEnding(segment, segment.suffixOrder[middle]!, suffix) < beyond) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareEnding({ termLetters, termStarts }: Segment, term: number, suffix: string): number {
  const start = termStarts[term]!;
  let at = termStarts[term + 1]!;
  for (let i = suffix.length - 1; i >= 0; i -= 1) {
    if (at === start) return -1;
    at -= 1;
    const difference = termLetters[at]! - suffix.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return 0;
}
