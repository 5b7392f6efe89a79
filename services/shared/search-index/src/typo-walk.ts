import { type Segment, TERM_BLOCK } from './segment.ts';

/** Letters that a word has at most. */
export const MAX_WALK_LETTERS = 40;
const ROW = MAX_WALK_LETTERS + 4;
const rows = new Uint8Array(ROW * (MAX_WALK_LETTERS + 6));

export type WalkBounds = {
  /** Edits, 1 or 2. */
  readonly limit: number;
  /** Terms with all their edits in so many first letters of the word may be passed over. */
  readonly strictLetters: number;
  /** Terms `[from, to)` are looked at. */
  readonly range: readonly [from: number, to: number];
};

/**
 * Calls `found` for terms within `limit` edits of a word (Damerau, as in `edit-distance`), the word itself included:
 * for all that have an edit less than that in the strict letters, and some others. One walk over the sorted
 * dictionary: neighbours share the rows of the letters they have in common, and all terms that go on from a hopeless
 * beginning are passed over.
 */
export function walkTypos(
  segment: Segment,
  word: string,
  { limit, strictLetters, range }: WalkBounds,
  found: (term: number, edits: number) => void,
): void {
  const length = word.length;
  const { termLetters, termStarts, termShared } = segment;
  const [rangeFrom, rangeTo] = range;
  const letters = Uint16Array.from(word, (letter) => letter.charCodeAt(0));
  const longest = length + limit;
  const shortest = length - limit;
  for (let j = 0; j <= length; j += 1) rows[j] = j;

  // Rows up to this depth belong to the term at hand.
  let valid = 0;
  let term = rangeFrom;
  while (term < rangeTo) {
    const shared = termShared[term]!;
    if (shared < valid) valid = shared;
    const start = termStarts[term]!;
    const termLength = termStarts[term + 1]! - start;
    const depthWanted = termLength < longest ? termLength : longest;
    let depth = valid;
    let isHopeless = false;
    while (depth < depthWanted) {
      const letter = termLetters[start + depth]!;
      const before = depth > 0 ? termLetters[start + depth - 1]! : -1;
      const above = depth * ROW;
      const row = above + ROW;
      depth += 1;
      // Only the band where the edits can stay within the limit is worked out.
      const from = depth > limit ? depth - limit : 1;
      const to = depth + limit < length ? depth + limit : length;
      // In the strict letters an edit more is counted, so that what stays within the limit has one to spare.
      let smallest = depth + 1;
      rows[row + from - 1] = from === 1 ? depth : 255;
      let left = rows[row + from - 1]!;
      for (let j = from; j <= to; j += 1) {
        let edits = rows[above + j - 1]!;
        if (letters[j - 1] !== letter) {
          const up = j - depth < limit ? rows[above + j]! : 255;
          if (up < edits) edits = up;
          if (left < edits) edits = left;
          edits += 1;
          if (j > 1 && depth > 1 && letters[j - 2] === letter && letters[j - 1] === before) {
            const swapped = rows[above - ROW + j - 2]! + 1;
            if (swapped < edits) edits = swapped;
          }
        }
        rows[row + j] = edits;
        left = edits;
        const counted = j <= strictLetters ? edits + 1 : edits;
        if (counted < smallest) smallest = counted;
      }
      if (smallest > limit) {
        isHopeless = true;
        break;
      }
    }
    if (isHopeless) {
      // Terms that share these letters have the hopeless beginning, and the last of their rows is of no use to others.
      term = firstSharingLess(segment, term + 1, depth);
      valid = depth - 1;
      continue;
    }
    valid = depth;
    if (termLength <= longest && termLength >= shortest) {
      const edits = rows[termLength * ROW + length]!;
      if (edits <= limit) found(term, edits);
    }
    term += 1;
  }
}

/** The first term from `from` on that shares fewer letters than so many with the one before. */
function firstSharingLess(
  { termShared, blockShared, termCount }: Segment,
  from: number,
  letters: number,
) {
  let term = from;
  while (term < termCount) {
    const blockEnd = Math.min(termCount, (Math.floor(term / TERM_BLOCK) + 1) * TERM_BLOCK);
    while (term < blockEnd && termShared[term]! >= letters) term += 1;
    if (term < blockEnd) return term;
    while (term < termCount && blockShared[term / TERM_BLOCK]! >= letters) term += TERM_BLOCK;
  }
  return termCount;
}
