import { editDistance } from '@books/search-index/edit-distance';
import { foldedWords } from '@books/search-index/fold';
import MiniSearch, { type Query, type SearchResult } from 'minisearch';
import type { SearchEntry } from './search-entry.ts';
import { editsAllowed } from './title-rank.ts';

/** The index of one catalogue; its documents' ids are book ids. */
export type TitleIndex = MiniSearch<SearchEntry>;

/** Further words of a query are passed over: no title needs more, and each costs time. */
export const MAX_QUERY_WORDS = 32;

// What a word says about a book depends on where it stands.
const FIELD_BOOSTS = { title: 3, authors: 2, series: 0.5, subjects: 0.5 };
const BM25 = { k: 1.2, b: 0.55, d: 0.5 };
const VARIANT_WEIGHTS = { fuzzy: 0.5, prefix: 0.5 };

export function createTitleIndex(): TitleIndex {
  return new MiniSearch<SearchEntry>({
    fields: Object.keys(FIELD_BOOSTS),
    tokenize: foldedWords,
    processTerm: (term) => term,
    extractField: (entry, field) => {
      switch (field) {
        case 'id':
          return entry.hit.bookId;
        case 'title':
          return entry.titleKey;
        case 'authors':
          return entry.hit.authors.join(' ');
        case 'series':
          return entry.seriesText;
        default:
          return entry.hit.subjects.join(' ');
      }
    },
  });
}

/** Folded words to look for, in all fields or in one. */
export type Criterion = { readonly words: readonly string[]; readonly field?: 'title' | 'authors' };

export type QueryMatches = {
  readonly results: readonly SearchResult[];
  /** Words that no result has. */
  readonly dropped: readonly string[];
};

/**
 * The books that have all words of all criteria: as typed, with as many typos as the length of a word allows, the
 * last word also as a beginning. When there is none, one more typo a word is let pass; after that, words of the
 * query are given up, at most half of them.
 */
export function findMatches(index: TitleIndex, criteria: readonly Criterion[]): QueryMatches {
  for (const extraEdits of [0, 1]) {
    const results = run(index, criteria, 'AND', extraEdits);
    if (results.length > 0) return { results, dropped: [] };
  }
  const words = criteria.flatMap((criterion) => criterion.words);
  const results = run(index, criteria, 'OR', 0);
  const most = results.reduce((most, { queryTerms }) => Math.max(most, queryTerms.length), 0);
  if (most * 2 < new Set(words).size) return { results: [], dropped: [] };
  const best = results.filter((result) => result.queryTerms.length === most);
  const found = new Set(best.flatMap((result) => result.queryTerms));
  return { results: best, dropped: words.filter((word) => !found.has(word)) };
}

function run(
  index: TitleIndex,
  criteria: readonly Criterion[],
  combineWith: 'AND' | 'OR',
  extraEdits: number,
): SearchResult[] {
  const query: Query = {
    combineWith,
    queries: criteria.map(({ words, field }) => ({
      combineWith,
      queries: [words.slice(0, MAX_QUERY_WORDS).join(' ')],
      ...(field === undefined ? {} : { fields: [field] }),
    })),
  };
  return index.search(query, {
    boost: FIELD_BOOSTS,
    bm25: BM25,
    weights: VARIANT_WEIGHTS,
    maxFuzzy: 2,
    fuzzy: (word) => (word.length < 3 ? 0 : Math.min(2, editsAllowed(word) + extraEdits)),
    prefix: (_word, i, words) => i === words.length - 1,
  });
}

/**
 * The query as it was understood: each word that no result has as it was typed is replaced by the nearest word of
 * the best result.
 *
 * @returns `undefined` when nothing had to be corrected
 */
export function correctedQuery(
  words: readonly string[],
  { results, dropped }: QueryMatches,
): string | undefined {
  const best = results[0];
  if (best === undefined) return undefined;
  const found = new Set(results.flatMap((result) => result.terms));
  const lastWord = words.at(-1);
  const corrected = words
    .filter((word) => !dropped.includes(word))
    .map((word) => {
      if (found.has(word)) return word;
      if (word === lastWord && best.terms.some((term) => term.startsWith(word))) return word;
      return nearest(word, best.terms);
    });
  const changed = corrected.some((word) => !words.includes(word));
  return changed ? corrected.join(' ') : undefined;
}

function nearest(word: string, candidates: readonly string[]): string {
  let best = word;
  let fewest = 4;
  for (const candidate of candidates) {
    const edits = editDistance(word, candidate, 3);
    if (edits >= fewest) continue;
    best = candidate;
    fewest = edits;
  }
  return best;
}
