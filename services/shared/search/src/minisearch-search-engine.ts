import { parseIsbn } from '@books/domain/isbn';
import { foldedWords } from '@books/search-index/fold';
import { facetCounts } from './facet-counts.ts';
import {
  correctedQuery,
  createTitleIndex,
  type Criterion,
  findMatches,
} from './minisearch-query.ts';
import { meetsAll, searchConditions } from './search-conditions.ts';
import type { IndexedBook, SearchAnswer, SearchEngine, SearchRequest } from './search-engine.ts';
import { type SearchEntry, searchEntry, withStats } from './search-entry.ts';
import { compareBy, type ScoredEntry } from './search-order.ts';
import { SuggestionList, withoutRepeats } from './suggestions.ts';
import { rankByTitle } from './title-rank.ts';

type Matches = {
  readonly scored: readonly ScoredEntry[];
  readonly correctedQuery?: string;
  readonly dropped?: readonly string[];
};

/**
 * A search engine for up to some ten thousand books, on MiniSearch. Every query scores all of its matches, so it
 * slows down with the catalogue.
 *
 * @param version what `status` reports as the version of the index
 */
export function createMiniSearchEngine(
  books: Iterable<IndexedBook>,
  { version }: { readonly version: string },
): SearchEngine {
  const entries = new Map<string, SearchEntry>();
  for (const book of books) entries.set(book.book.book_id, searchEntry(book));
  const index = createTitleIndex();
  index.addAll([...entries.values()]);
  const suggestions = new SuggestionList(entries.values());

  function matchesOf(request: SearchRequest): Matches {
    const text = request.text?.trim() ?? '';
    const isbn = parseIsbn(text);
    if (isbn !== undefined) {
      const holders = [...entries.values()].filter((entry) => entry.isbn13s.includes(isbn));
      return { scored: holders.map((entry) => ({ entry, score: entry.popularity })) };
    }
    const criteria = criteriaOf(text, request);
    if (criteria.length === 0) {
      return {
        scored: [...entries.values()].map((entry) => ({ entry, score: entry.popularity })),
      };
    }
    // Signs alone: said, but nothing that a book could have.
    if (criteria.some(({ words }) => words.length === 0)) return { scored: [] };

    const found = findMatches(index, criteria);
    const titleWords = criteria.find(({ field }) => field !== 'authors')?.words ?? [];
    const scored = rankByTitle(
      found.results.map((result) => ({
        entry: entries.get(String(result.id))!,
        score: result.score,
      })),
      titleWords,
    );
    const corrected = correctedQuery(
      criteria.flatMap(({ words }) => words),
      found,
    );
    return {
      scored,
      ...(corrected === undefined ? {} : { correctedQuery: corrected }),
      ...(found.dropped.length === 0 ? {} : { dropped: found.dropped }),
    };
  }

  function search(request: SearchRequest): SearchAnswer {
    const { scored, ...understood } = matchesOf(request);
    const conditions = searchConditions(request.filters);
    const matches = scored.filter(({ entry }) => meetsAll(conditions, entry));
    matches.sort(compareBy(request.sort));
    const facets: SearchAnswer['facets'] = Object.fromEntries(
      request.facets.map((facet) => [
        facet,
        facetCounts(
          facet,
          scored.map(({ entry }) => entry),
          conditions,
        ),
      ]),
    );
    return {
      total: matches.length,
      hits: matches
        .slice(request.offset, request.offset + request.limit)
        .map(({ entry }) => entry.hit),
      facets,
      ...understood,
    };
  }

  return {
    search: async (request) => search(request),
    titlesByPrefix: async (prefix, limit) =>
      suggestions
        .titles(prefix, limit)
        .map(({ hit }) => ({ bookId: hit.bookId, title: hit.title })),
    suggest: async (text, limit) => {
      const beginnings = suggestions.suggest(text, limit);
      if (beginnings.length === limit || foldedWords(text).length === 0) return beginnings;
      const { hits } = search({ ...EVERYTHING, text, limit });
      const found = hits.map(
        (hit) => ({ kind: 'book', text: hit.title, bookId: hit.bookId }) as const,
      );
      return withoutRepeats([...beginnings, ...found]).slice(0, limit);
    },
    upsert: async (book) => {
      const next = searchEntry(book);
      const previous = entries.get(book.book.book_id);
      if (previous === undefined) index.add(next);
      else index.replace(next);
      entries.set(book.book.book_id, next);
      suggestions.replace(previous, next);
    },
    remove: async (bookId) => {
      const previous = entries.get(bookId);
      if (previous === undefined) return;
      index.remove(previous);
      entries.delete(bookId);
      suggestions.remove(previous);
    },
    updateStats: async (bookId, stats) => {
      const previous = entries.get(bookId);
      if (previous === undefined) return;
      const next = withStats(previous, stats);
      entries.set(bookId, next);
      suggestions.reweigh(previous, next);
    },
    status: () => ({ version, books: entries.size }),
  };
}

const EVERYTHING: SearchRequest = {
  filters: {},
  sort: 'relevance',
  facets: [],
  limit: 20,
  offset: 0,
};

function criteriaOf(text: string, { title = '', author = '' }: SearchRequest): Criterion[] {
  const criteria: Criterion[] = [];
  if (text !== '') criteria.push({ words: foldedWords(text) });
  if (title.trim() !== '') criteria.push({ words: foldedWords(title), field: 'title' });
  if (author.trim() !== '') criteria.push({ words: foldedWords(author), field: 'authors' });
  return criteria;
}
