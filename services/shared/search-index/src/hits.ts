import { termText } from './dictionary.ts';
import { highlightedRanges, type TextRange } from './highlights.ts';
import type { IndexDocument } from './index-document.ts';
import type { LiveSegment } from './live-segment.ts';
import type { RankedHit } from './ranking.ts';

export type IndexHit = {
  readonly document: IndexDocument;
  /** Where the words that were found stand in the title, and in each author's name. */
  readonly highlights: {
    readonly title: readonly TextRange[];
    readonly authors: readonly (readonly TextRange[])[];
  };
};

/** The words of the query as the best hit has them; `undefined` when that is how they were typed. */
export function correctionOf(hit: RankedHit | undefined): string | undefined {
  if (hit?.reading === undefined) return undefined;
  const { live, reading, number } = hit;
  live.prepare(reading.resolved, reading.idfs);
  const words = live.scorer.wordsAsFound(number);
  const typed = reading.resolved.plan.slots.map(({ word }) => word);
  const isChanged = words.some((word, i) => word !== typed[i]);
  return isChanged || reading.resolved.plan.isCorrection ? words.join(' ') : undefined;
}

/** A hit with the places of the words that were found. */
export function toHit({ document, live, number, reading }: RankedHit): IndexHit {
  if (reading === undefined) {
    return { document, highlights: { title: [], authors: document.authors.map(() => []) } };
  }
  live.prepare(reading.resolved, reading.idfs);
  const found = wordsFound(live, number);
  const isWanted = (word: string) => found.has(word);
  return {
    document,
    highlights: {
      title: highlightedRanges(document.title, isWanted),
      authors: document.authors.map((name) => highlightedRanges(name, isWanted)),
    },
  };
}

/** The words of a document that stand for any of the plan made ready last. */
function wordsFound({ segment, classes }: LiveSegment, document: number): Set<string> {
  const { words, wordStarts } = segment;
  const found = new Set<string>();
  const end = wordStarts[document + 1]!;
  for (let at = wordStarts[document]!; at < end; at += 1) {
    if (classes.ofTerm[words[at]!] !== 0) found.add(termText(segment, words[at]!));
  }
  return found;
}
