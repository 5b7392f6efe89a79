import { editDistance } from '@books/search-index/edit-distance';
import { foldedWords } from '@books/search-index/fold';
import { highlightedRanges } from '@books/search-index/highlights';
import type { Slot } from '@books/search-index/plan';
import type { Highlights, SearchHit } from '@books/search/search-engine';

/** What of a book stands for one word of the query. */
export type WordMatch = {
  readonly kind: 'same' | 'joined' | 'split' | 'typo' | 'unseen';
  /** Folded words of the book; none when the word was found where the hit does not show it, such as in a series. */
  readonly words: readonly string[];
};

type Texts = Pick<SearchHit, 'title' | 'authors' | 'subjects'>;

/**
 * Which words of a found book stand for the words of the query, told from what the book shows: OpenSearch says that a
 * book matches, not by which of its words.
 *
 * @param slots the words as they were looked for
 */
export function matchedWords(slots: readonly Slot[], book: Texts): WordMatch[] {
  const texts = [book.title, ...book.authors, ...book.subjects].map(foldedWords);
  const known = new Set(texts.flat());
  const pairs = new Map(
    texts.flatMap((words) =>
      words.slice(1).map((word, i) => [words[i]! + word, [words[i]!, word]] as const),
    ),
  );
  const joinedAt = (slot: number) => {
    const joined = (slots[slot]?.word ?? '') + (slots[slot + 1]?.word ?? '');
    return slots[slot + 1] !== undefined && known.has(joined) ? joined : undefined;
  };
  return slots.map(({ word, isPrefix, edits }, slot) => {
    const longer = isPrefix ? [...known].filter((other) => other.startsWith(word)) : [];
    if (known.has(word) || longer.length > 0) {
      return { kind: 'same', words: known.has(word) ? [word, ...longer] : longer };
    }
    const pair = pairs.get(word);
    if (pair !== undefined) return { kind: 'joined', words: pair };
    const whole = joinedAt(slot) ?? joinedAt(slot - 1);
    if (whole !== undefined) return { kind: 'split', words: [whole] };
    const near = nearest(word, edits, known);
    return near === undefined ? { kind: 'unseen', words: [] } : { kind: 'typo', words: [near] };
  });
}

/** The words of the query as the book has them, in the query's order. */
export function wordsAsFound(slots: readonly Slot[], matches: readonly WordMatch[]): string[] {
  const found: string[] = [];
  matches.forEach(({ kind, words }, slot) => {
    const isSecondHalf = kind === 'split' && found.at(-1) === words[0];
    if (isSecondHalf) return;
    if (kind === 'same' || kind === 'unseen') found.push(slots[slot]!.word);
    else found.push(...words);
  });
  return found;
}

export function highlightsOf(book: Texts, matches: readonly WordMatch[]): Highlights {
  const wanted = new Set(matches.flatMap(({ words }) => words));
  const isWanted = (word: string) => wanted.has(word);
  return {
    title: highlightedRanges(book.title, isWanted),
    authors: book.authors.map((name) => highlightedRanges(name, isWanted)),
  };
}

function nearest(word: string, edits: number, known: ReadonlySet<string>): string | undefined {
  let best: string | undefined;
  let fewest = edits + 1;
  for (const other of known) {
    const distance = editDistance(word, other, edits);
    if (distance >= fewest) continue;
    best = other;
    fewest = distance;
  }
  return best;
}
