import { articleTerms } from './dictionary.ts';
import type { Segment } from './segment.ts';
import { compareRuns } from './term-runs.ts';

/** Titles in alphabetical order; an entry is twice the document's number, plus one to leave out an article. */
export function fillTitleOrder(segment: Segment): void {
  const articles = new Set(articleTerms(segment));
  const { titleOrder, words, wordStarts, titleLengths, asideLengths, documentCount } = segment;
  let used = 0;
  for (let document = 0; document < documentCount; document += 1) {
    const titleWords = titleLengths[document]! + asideLengths[document]!;
    if (titleWords === 0) continue;
    titleOrder[used] = 2 * document;
    used += 1;
    if (titleWords < 2 || !articles.has(words[wordStarts[document]!]!)) continue;
    titleOrder[used] = 2 * document + 1;
    used += 1;
  }
  const startOf = (entry: number) => wordStarts[entry >>> 1]! + (entry & 1);
  const endOf = (entry: number) => {
    const document = entry >>> 1;
    return wordStarts[document]! + titleLengths[document]! + asideLengths[document]!;
  };
  titleOrder.sort(
    (a, b) => compareRuns(words, startOf(a), endOf(a), words, startOf(b), endOf(b)) || a - b,
  );
}

/** Names in alphabetical order, each from every of its words on; an entry is a place in `nameTerms`. */
export function fillNameOrder({ nameTerms, nameStarts, nameOrder }: Segment): void {
  const ends = new Uint32Array(nameTerms.length);
  for (let author = 0; author + 1 < nameStarts.length; author += 1) {
    ends.fill(nameStarts[author + 1]!, nameStarts[author], nameStarts[author + 1]);
  }
  for (let place = 0; place < nameOrder.length; place += 1) nameOrder[place] = place;
  nameOrder.sort((a, b) => compareRuns(nameTerms, a, ends[a]!, nameTerms, b, ends[b]!) || a - b);
}
