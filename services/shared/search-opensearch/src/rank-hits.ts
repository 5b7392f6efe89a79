import { foldedKey, foldedWords } from '@books/search-index/fold';
import { splitTitle } from '@books/search-index/index-document';
import {
  authorBonus,
  beginningBonus,
  fameBonus,
  TITLE_BONUSES,
  TITLE_MATCHES,
} from '@books/search-index/scoring';
import type { Slot } from '@books/search-index/plan';
import { type TitleMatch, titleMatch } from '@books/search/title-rank';
import type { BookDocument } from './book-document.ts';
import type { WordMatch } from './matched-words.ts';
import type { Clause } from './reading-query.ts';

/** A hit as OpenSearch scored it, and how it matches. */
export type ScoredHit = {
  readonly document: BookDocument;
  readonly score: number;
  readonly matches: readonly WordMatch[];
};

const EQUAL_BONUS = TITLE_BONUSES[TITLE_MATCHES.equal]!;
const COVERED_BONUS = TITLE_BONUSES[TITLE_MATCHES.covered]!;
const BEGINS_BONUS = TITLE_BONUSES[TITLE_MATCHES.begins]!;

/**
 * Scores with how known a book is and, roughly, with how its title relates to the query. It is what decides who comes
 * among the first, which {@link rankHits} then looks at closely.
 *
 * @param titleKey the folded words that were looked for in titles; empty when there are none
 */
export function scoredForRanking(query: Clause, titleKey: string): Clause {
  const byTitle =
    titleKey === ''
      ? []
      : [
          { filter: { term: { title_keys: titleKey } }, weight: EQUAL_BONUS },
          { filter: { prefix: { title_keys: titleKey } }, weight: BEGINS_BONUS },
        ];
  return {
    function_score: {
      query,
      functions: [{ field_value_factor: { field: 'prior' } }, ...byTitle],
      score_mode: 'multiply',
      boost_mode: 'multiply',
    },
  };
}

/**
 * Orders hits as our own index does (see `search-index/scoring`): a title that is the query comes before one that begins
 * with it, and that before the rest, with typos let pass; among those that begin with it how known they are decides and
 * how much of them was typed. Authors' names and famous books' parts of titles count as they do there.
 *
 * @param slots the words looked for in titles
 * @returns best first; ties by id
 */
export function rankHits(
  hits: readonly ScoredHit[],
  slots: readonly Slot[],
  titleKey: string,
): ScoredHit[] {
  const judged = hits.map((hit) => ({
    hit,
    text: hit.score / (hit.document.prior * bonusInScore(hit.document, titleKey)),
    match: matchOf(hit, slots),
    part: partOf(hit, slots),
  }));
  const bestText = new Map<number, number>();
  for (const { match, text } of judged) {
    if (match === undefined) continue;
    bestText.set(match.edits, Math.max(text, bestText.get(match.edits) ?? 0));
  }
  return judged
    .map(({ hit, text, match, part }) => {
      // Fields' weights add up here and are not saturated as in our index: what is as good there gets as much here.
      const edits = match?.edits ?? (part === undefined ? undefined : 0);
      const base = edits === undefined ? text : Math.max(text, bestText.get(edits) ?? 0);
      return { ...hit, score: base * hit.document.prior * bonusOf(hit, slots, match, part) };
    })
    .sort((a, b) => b.score - a.score || (a.document.book_id < b.document.book_id ? -1 : 1));
}

/** What {@link scoredForRanking} has given for the title, to be replaced by what a closer look gives. */
function bonusInScore({ title_keys: keys }: BookDocument, titleKey: string): number {
  if (titleKey === '') return 1;
  const equal = keys.includes(titleKey) ? EQUAL_BONUS : 1;
  return keys.some((key) => key.startsWith(titleKey)) ? equal * BEGINS_BONUS : equal;
}

function matchOf(hit: ScoredHit, slots: readonly Slot[]): TitleMatch | undefined {
  const { document } = hit;
  const typed = typedWords(hit, slots);
  const { title } = document;
  const isShorter = foldedWords(title).length < typed.length;
  return titleMatch(isShorter ? `${title} ${asideOf(document)}` : title, typed);
}

/** The words of the query with blanks as the book has them: they count for less than letters. */
function typedWords({ matches }: ScoredHit, slots: readonly Slot[]): readonly string[] {
  const words = slots.flatMap(({ word }, slot) => {
    const { kind, words: found } = matches[slot]!;
    return kind === 'joined' || kind === 'split' ? found : [word];
  });
  return withoutDoubles(words, matches);
}

/** Two halves of a word that was split lead to the same word. */
function withoutDoubles(
  words: readonly string[],
  matches: readonly WordMatch[],
): readonly string[] {
  const isSplit = matches.some(({ kind }) => kind === 'split');
  return isSplit ? words.filter((word, i) => i === 0 || word !== words[i - 1]) : words;
}

function bonusOf(
  hit: ScoredHit,
  slots: readonly Slot[],
  match: TitleMatch | undefined,
  part: Part | undefined,
): number {
  if (match?.kind === 'equal') return EQUAL_BONUS;
  if (part === 'authors') return authorBonus(slots.length > 1);
  const bonus = titleBonus(hit, slots, match);
  return part === 'title' ? bonus * fameBonus(hit.document.popularity) : bonus;
}

/** What the whole query, as it was typed, is a part of. */
type Part = 'title' | 'authors';

function partOf({ document, matches }: ScoredHit, slots: readonly Slot[]): Part | undefined {
  const typed = slots.map(({ word }) => word);
  const isAsTyped = matches.every(({ kind, words }, i) => kind === 'same' && words[0] === typed[i]);
  if (!isAsTyped || typed.length === 0) return undefined;
  if (` ${document.title} `.includes(` ${typed.join(' ')} `)) return 'title';
  const titleWords = new Set(foldedWords(document.title));
  const names = new Set(document.authors.flatMap(foldedWords));
  const isName = typed.every((word) => names.has(word) && !titleWords.has(word));
  return isName ? 'authors' : undefined;
}

function titleBonus(hit: ScoredHit, slots: readonly Slot[], match: TitleMatch | undefined): number {
  if (match?.kind === 'begins') {
    return beginningBonus(shareTyped(hit.document, typedWords(hit, slots)));
  }
  return isCovered(hit.document, hit.matches) ? COVERED_BONUS : 1;
}

/** How much of a title that begins with the query has been typed; all of it when the query is its series. */
function shareTyped(document: BookDocument, words: readonly string[]): number {
  const aside = asideOf(document);
  const series = document.aside.slice(aside.length).trim();
  const isSeries = [aside, series].some((text) => titleMatch(text, words) !== undefined);
  if (isSeries) return 1;
  const typed = words.reduce((sum, { length }) => sum + length, 0);
  return Math.min(1, typed / Math.max(1, document.title.replaceAll(' ', '').length));
}

/** What stands in the last parentheses of the title, folded: `aside` begins with it, and goes on with the series. */
function asideOf({ shown }: BookDocument): string {
  return foldedKey(splitTitle(shown.title).aside);
}

/** Whether every word of the title was asked for, and the rest of the query names authors. */
function isCovered({ title, authors }: BookDocument, matches: readonly WordMatch[]): boolean {
  const found = new Set(matches.flatMap(({ words }) => words));
  const titleWords = foldedWords(title);
  if (titleWords.length === 0 || !titleWords.every((word) => found.has(word))) return false;
  const known = new Set([...titleWords, ...authors.flatMap(foldedWords)]);
  return matches.every(({ words }) => words.some((word) => known.has(word)));
}
