import { editDistance } from '@books/search-index/edit-distance';
import type { ScoredEntry } from './search-order.ts';

/** Edits that a word of the query may be away from a word of a book: none up to 3 letters, one up to 7, else two. */
export function editsAllowed(word: string): 0 | 1 | 2 {
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}

/** How a title relates to the query as a whole, and in how many letters it differs there. */
export type TitleMatch = { readonly kind: 'equal' | 'begins'; readonly edits: number };

const ARTICLES = new Set(['the', 'a', 'an']);

/**
 * Whether a title is the query, or begins with it, when a leading article and typos are let pass. The last word of
 * the query may be the beginning of a word.
 *
 * @param titleKey the folded title
 * @param queryWords the folded words of the query
 * @returns `undefined` when it is neither, or when there is nothing to compare
 */
export function titleMatch(
  titleKey: string,
  queryWords: readonly string[],
): TitleMatch | undefined {
  if (queryWords.length === 0) return undefined;
  const title = titleKey.split(' ');
  const match = compareWords(title, queryWords);
  if (match !== undefined || !ARTICLES.has(title[0]!)) return match;
  return compareWords(title.slice(1), queryWords);
}

function compareWords(
  title: readonly string[],
  queryWords: readonly string[],
): TitleMatch | undefined {
  if (title.length < queryWords.length) return undefined;
  const last = queryWords.length - 1;
  let edits = 0;
  for (let i = 0; i < last; i += 1) {
    const editsHere = wordEdits(queryWords[i]!, title[i]!);
    if (editsHere === undefined) return undefined;
    edits += editsHere;
  }
  const editsAtEnd = wordEdits(queryWords[last]!, title[last]!);
  if (editsAtEnd !== undefined) {
    const kind = title.length === queryWords.length ? 'equal' : 'begins';
    return { kind, edits: edits + editsAtEnd };
  }
  return title[last]!.startsWith(queryWords[last]!) ? { kind: 'begins', edits } : undefined;
}

/** Edits between two words; `undefined` when they are more than the typed word's length allows. */
function wordEdits(typed: string, actual: string): number | undefined {
  if (typed === actual) return 0;
  const allowed = editsAllowed(typed);
  if (allowed === 0) return undefined;
  const edits = editDistance(typed, actual, allowed);
  return edits <= allowed ? edits : undefined;
}

/** How much each tenfold number of readers adds to a score. */
const POPULARITY_WEIGHT = 0.09;
// Larger than any difference in popularity can be, so that a title typed in full comes first.
const EQUAL_BONUS = 2;
const BEGINS_BONUS = 1.12;

/** Factor by which a book's popularity raises its score: 1 for an unknown book, 1.54 for a million readers. */
export function popularityPrior(popularity: number): number {
  return 1 + POPULARITY_WEIGHT * Math.log10(1 + popularity);
}

/**
 * Scores with what the text alone does not say: how known a book is, and whether its title is the query or begins
 * with it. Among titles that begin with the query popularity alone decides: their words tell nothing more about
 * which of them is meant, and a short one is not likelier than a long one.
 *
 * @param scored matches with the score of their text
 * @param queryWords the folded words looked for in titles; may be none
 */
export function rankByTitle(
  scored: readonly ScoredEntry[],
  queryWords: readonly string[],
): ScoredEntry[] {
  const judged = scored.map(({ entry, score }) => ({
    entry,
    score,
    match: titleMatch(entry.titleKey, queryWords),
  }));
  const bestBeginning = new Map<number, number>();
  for (const { match, score } of judged) {
    if (match?.kind !== 'begins') continue;
    bestBeginning.set(match.edits, Math.max(score, bestBeginning.get(match.edits) ?? 0));
  }
  return judged.map(({ entry, score, match }) => {
    const prior = popularityPrior(entry.popularity);
    if (match?.kind === 'equal') return { entry, score: score * prior * EQUAL_BONUS };
    if (match?.kind === 'begins') {
      return { entry, score: bestBeginning.get(match.edits)! * prior * BEGINS_BONUS };
    }
    return { entry, score: score * prior };
  });
}
