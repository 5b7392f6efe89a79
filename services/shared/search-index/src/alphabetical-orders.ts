import { ARTICLES } from './dictionary.ts';
import type { Lists } from './ordered-documents.ts';
import { compareRuns } from './term-runs.ts';

/** Titles in alphabetical order; an entry is twice the document's number, plus one to leave out an article. */
export function titleOrder(
  { values: words, starts }: Lists,
  titleLengths: Uint8Array,
  asideLengths: Uint8Array,
  terms: readonly string[],
): Uint32Array {
  const startOf = (entry: number) => starts[entry >>> 1]! + (entry & 1);
  const endOf = (entry: number) => {
    const document = entry >>> 1;
    return starts[document]! + titleLengths[document]! + asideLengths[document]!;
  };
  const entries = new Uint32Array(2 * titleLengths.length);
  let used = 0;
  for (let document = 0; document < titleLengths.length; document += 1) {
    const titleWords = titleLengths[document]! + asideLengths[document]!;
    if (titleWords === 0) continue;
    entries[used] = 2 * document;
    used += 1;
    if (titleWords < 2 || !ARTICLES.includes(terms[words[starts[document]!]!]!)) continue;
    entries[used] = 2 * document + 1;
    used += 1;
  }
  return entries
    .subarray(0, used)
    .sort((a, b) => compareRuns(words, startOf(a), endOf(a), words, startOf(b), endOf(b)) || a - b);
}

/** Names in alphabetical order, each from every of its words on; an entry is a place in the terms of the names. */
export function nameOrder({ values: terms, starts }: Lists): Uint32Array {
  const ends = new Uint32Array(terms.length);
  for (let name = 0; name + 1 < starts.length; name += 1) {
    ends.fill(starts[name + 1]!, starts[name], starts[name + 1]);
  }
  return Uint32Array.from(terms.keys()).sort(
    (a, b) => compareRuns(terms, a, ends[a]!, terms, b, ends[b]!) || a - b,
  );
}
