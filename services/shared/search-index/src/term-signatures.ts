import { bitsOf } from './bit-set.ts';

/** The letters of a word as a set: a bit for each letter that occurs, by the last five bits of its code unit. */
export function signatureOf(word: string): number {
  let signature = 0;
  for (let i = 0; i < word.length; i += 1) signature |= 1 << (word.charCodeAt(i) & 31);
  return signature >>> 0;
}

/**
 * Whether two words can be within so many edits of each other, by their letters: an edit takes away one letter at
 * most and brings one at most.
 */
export function mayBeWithin(a: number, b: number, edits: number): boolean {
  return bitsOf(a & ~b) <= edits && bitsOf(b & ~a) <= edits;
}
