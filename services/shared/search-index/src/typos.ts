import { termsWithPrefix, termText } from './dictionary.ts';
import { editDistance } from './edit-distance.ts';
import type { Segment } from './segment.ts';
import { termsWithSuffix } from './suffix-order.ts';
import { mayBeWithin, signatureOf } from './term-signatures.ts';
import { MAX_WALK_LETTERS, walkTypos } from './typo-walk.ts';

/**
 * Calls `found` once for every term within `limit` edits of a word (Damerau, as in `edit-distance`), the word itself
 * included.
 *
 * Not all edits can lie in both halves of the word. So a walk over the dictionary finds the terms with fewer than
 * `limit` edits in the first half, which rules out most beginnings at once; those that have all their edits there
 * end with just the second half, and are looked up by it.
 *
 * @param limit edits, 1 or 2
 */
export function forEachTypo(
  segment: Segment,
  word: string,
  limit: number,
  found: (term: number, edits: number) => void,
): void {
  // So long a word is not looked for with typos.
  if (word.length > MAX_WALK_LETTERS) return;
  const half = word.length >>> 1;
  const known = new Set<number>();
  // Without an edit in the first half all its letters stand as they are, but for the last, which may be swapped with
  // the one after it.
  const range =
    limit === 1
      ? termsWithPrefix(segment, word.slice(0, Math.max(0, half - 1)))
      : ([0, segment.termCount] as const);
  walkTypos(segment, word, { limit, strictLetters: half, range }, (term, edits) => {
    known.add(term);
    found(term, edits);
  });
  forEachWithEnding(segment, word, limit, half, (term) => {
    if (known.has(term)) return;
    const edits = editDistance(word, termText(segment, term), limit);
    if (edits <= limit) found(term, edits);
  });
}

/** Terms that end like the word from `half` on, and are not ruled out by their length or letters. */
function forEachWithEnding(
  segment: Segment,
  word: string,
  limit: number,
  half: number,
  visit: (term: number) => void,
): void {
  const { termStarts, termSignatures, suffixOrder } = segment;
  const signature = signatureOf(word);
  const [from, to] = termsWithSuffix(segment, word.slice(half));
  for (let place = from; place < to; place += 1) {
    const term = suffixOrder[place]!;
    const length = termStarts[term + 1]! - termStarts[term]!;
    if (Math.abs(length - word.length) > limit) continue;
    if (mayBeWithin(signature, termSignatures[term]!, limit)) visit(term);
  }
}
