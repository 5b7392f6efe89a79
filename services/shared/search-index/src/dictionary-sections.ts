import { TERM_BLOCK } from './segment.ts';
import { suffixOrder } from './suffix-order.ts';
import { signatureOf } from './term-signatures.ts';

/** The dictionary of these terms, which are in order, as sections of a segment. */
export function dictionarySections(terms: readonly string[]) {
  const termLetters = new Uint16Array(terms.reduce((sum, term) => sum + term.length, 0));
  const termStarts = new Uint32Array(terms.length + 1);
  const termShared = new Uint8Array(terms.length);
  const blockShared = new Uint8Array(Math.ceil(terms.length / TERM_BLOCK));
  let at = 0;
  terms.forEach((term, i) => {
    for (let j = 0; j < term.length; j += 1) termLetters[at + j] = term.charCodeAt(j);
    at += term.length;
    termStarts[i + 1] = at;
    const before = i === 0 ? '' : terms[i - 1]!;
    let shared = 0;
    while (shared < 255 && shared < before.length && before[shared] === term[shared]) shared += 1;
    termShared[i] = shared;
  });
  for (let block = 0; block < blockShared.length; block += 1) {
    const from = block * TERM_BLOCK;
    blockShared[block] = Math.min(...termShared.subarray(from, from + TERM_BLOCK));
  }
  return {
    termLetters,
    termStarts,
    termShared,
    blockShared,
    termSignatures: Uint32Array.from(terms, signatureOf),
    suffixOrder: suffixOrder(termLetters, termStarts),
  };
}
