import { foldedWords } from './fold.ts';

/** Letters `[from, to)` of a text, in UTF-16 code units. */
export type TextRange = readonly [from: number, to: number];

const APOSTROPHES = "'\u2018\u2019\u02bc\uff07`´";
const WRITTEN_WORD = new RegExp(
  `[\\p{L}\\p{N}\\p{M}]+(?:[${APOSTROPHES}][\\p{L}\\p{N}\\p{M}]+)*`,
  'gu',
);

/** Where the words of a text stand that `isWanted` says yes to, given folded; none overlap. */
export function highlightedRanges(
  text: string,
  isWanted: (foldedWord: string) => boolean,
): TextRange[] {
  const ranges: TextRange[] = [];
  for (const match of text.matchAll(WRITTEN_WORD)) {
    if (!foldedWords(match[0]).some(isWanted)) continue;
    ranges.push([match.index, match.index + match[0].length]);
  }
  return ranges;
}
