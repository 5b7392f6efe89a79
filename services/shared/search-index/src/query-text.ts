import { foldedWords } from './fold.ts';

/** Words of a query that are read; the rest is passed over. */
export const MAX_QUERY_WORDS = 32;

export type QueryWord = { readonly text: string; readonly isQuoted: boolean };

/** A query as its reader wrote it. */
export type QueryText = {
  readonly words: readonly QueryWord[];
  /** Words `[from, to)` that stood in quotes together. */
  readonly phrases: readonly { readonly from: number; readonly to: number }[];
  /** Words with a minus in front. */
  readonly excluded: readonly string[];
};

const QUOTES = /["\u201c\u201d\u201e]/u;
const EXCLUSION = /(?<=^|\s)-(?=[\p{L}\p{N}])(\S+)/gu;

/** Reads words, `"phrases in quotes"` and `-words` that must not occur. A quote that is not closed is no quote. */
export function parseQueryText(text: string): QueryText {
  const parts = text.split(QUOTES);
  const words: QueryWord[] = [];
  const phrases: { from: number; to: number }[] = [];
  const excluded: string[] = [];
  parts.forEach((part, i) => {
    const isQuoted = i % 2 === 1 && i < parts.length - 1;
    const from = words.length;
    const plain = isQuoted
      ? part
      : part.replace(EXCLUSION, (_match, word: string) => {
          excluded.push(...foldedWords(word));
          return ' ';
        });
    for (const word of foldedWords(plain)) {
      if (words.length < MAX_QUERY_WORDS) words.push({ text: word, isQuoted });
    }
    if (isQuoted && words.length - from > 1) phrases.push({ from, to: words.length });
  });
  if (words.length > 0) return { words, phrases, excluded };
  // Nothing but exclusions: somebody who writes "-273" is looking for just that.
  const meant = excluded.slice(0, MAX_QUERY_WORDS);
  return {
    words: meant.map((word) => ({ text: word, isQuoted: false })),
    phrases: [],
    excluded: [],
  };
}
