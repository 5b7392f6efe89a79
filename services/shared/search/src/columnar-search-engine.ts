import type { BookId } from '@books/domain/ids';
import { parseIsbn } from '@books/domain/isbn';
import type { SourceRating } from '@books/domain/book';
import type { SearchFilters } from '@books/domain/search';
import type { IndexFilters } from '@books/search-index/filters';
import type { IndexDocument } from '@books/search-index/index-document';
import { indexDocument, ratingFigures } from './index-document.ts';
import type { BuiltIndexFacts, IndexExchange } from './index-exchange.ts';
import type { IndexHit } from '@books/search-index/hits';
import type { IndexQuery } from '@books/search-index/index-query';
import type { SearchIndex } from '@books/search-index/search-index';
import type {
  SearchAnswer,
  SearchEngine,
  SearchHit,
  SearchRequest,
  Suggestion,
} from './search-engine.ts';
import { bestSuggestions, withoutRepeats } from './suggestions.ts';

/** A search engine for up to some million books, on our own columnar index. */
export function createColumnarSearchEngine(
  index: SearchIndex,
  facts: BuiltIndexFacts,
): SearchEngine & IndexExchange {
  let { version, builtAt } = facts;

  function search(request: SearchRequest): SearchAnswer {
    const { hits, ...answer } = index.search(indexQuery(request));
    return { ...answer, hits: hits.map(searchHit) };
  }

  return {
    search: async (request) => search(request),
    titlesByPrefix: async (prefix, limit) =>
      index.titlesByPrefix(prefix, limit).map(({ id, title }) => ({ bookId: asBookId(id), title })),
    suggest: async (text, limit) => {
      const beginnings = suggestBeginnings(index, text, limit);
      if (beginnings.length === limit || text.trim() === '') return beginnings;
      const { hits } = search({ ...EVERYTHING, text, limit });
      const found = hits.map(
        (hit) => ({ kind: 'book', text: hit.title, bookId: hit.bookId }) as const,
      );
      return withoutRepeats([...beginnings, ...found]).slice(0, limit);
    },
    upsert: async (entry) => index.upsert(indexDocument(entry)),
    remove: async (bookId) => index.remove(bookId),
    updateStats: async (bookId, stats) => {
      const document = index.find(bookId);
      if (document === undefined) return;
      index.updateRatings(bookId, ratingFigures(stats, sourceRating(document)));
    },
    rebase: async (base, next) => {
      index.rebase(base);
      ({ version, builtAt } = next);
    },
    status: () => ({
      version,
      books: index.size,
      deltaSize: index.deltaSize,
      ...(builtAt !== undefined && { builtAt }),
    }),
  };
}

// The index keeps of a source rating what counts, not where it came from.
function sourceRating({ source }: IndexDocument): SourceRating | undefined {
  return source === undefined ? undefined : { ...source, source: '', as_of: '' };
}

function indexQuery(request: SearchRequest): IndexQuery {
  const { text, title, author, filters, sort, facets, limit, offset } = request;
  const isbn13 = text === undefined ? undefined : parseIsbn(text);
  return {
    ...(text === undefined ? {} : { text }),
    ...(title === undefined ? {} : { title }),
    ...(author === undefined ? {} : { author }),
    ...(isbn13 === undefined ? {} : { isbn13 }),
    filters: indexFilters(filters),
    sort,
    facets,
    limit,
    offset,
  };
}

function indexFilters(filters: SearchFilters): IndexFilters {
  const { subject, isbn, language, min_year, max_year, min_rating } = filters;
  return {
    ...(subject === undefined ? {} : { subjects: subject }),
    // What is no ISBN is met by no book.
    ...(isbn === undefined ? {} : { isbn13: parseIsbn(isbn) ?? '' }),
    ...(language === undefined ? {} : { language: language.toLowerCase() }),
    ...(min_year === undefined ? {} : { minYear: min_year }),
    ...(max_year === undefined ? {} : { maxYear: max_year }),
    ...(min_rating === undefined ? {} : { minRating: min_rating }),
  };
}

function searchHit({ document, highlights }: IndexHit): SearchHit {
  return {
    bookId: asBookId(document.id),
    title: document.title,
    authors: document.authors,
    year: document.year,
    language: document.language,
    subjects: document.subjects,
    rating: document.rating ?? null,
    ratingsCount: document.ratingsCount,
    highlights,
  };
}

// Ids were checked when their books were parsed; what comes out of the index went in as one.
function asBookId(id: string): BookId {
  return id as BookId;
}

/** Titles and authors that begin with `text`, best known first; the best author is always among them. */
function suggestBeginnings(index: SearchIndex, text: string, limit: number): Suggestion[] {
  return bestSuggestions(
    [
      ...index.authorsByPrefix(text, limit).map(({ name, popularity }) => ({
        suggestion: { kind: 'author', text: name } as const,
        popularity,
      })),
      ...index.titlesByPrefix(text, limit).map(({ id, title, popularity }) => ({
        suggestion: { kind: 'book', text: title, bookId: asBookId(id) } as const,
        popularity,
      })),
    ],
    limit,
  );
}

const EVERYTHING: SearchRequest = {
  filters: {},
  sort: 'relevance',
  facets: [],
  limit: 20,
  offset: 0,
};
