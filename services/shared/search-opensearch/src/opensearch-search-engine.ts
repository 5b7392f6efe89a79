import { parseIsbn } from '@books/domain/isbn';
import type { Facet } from '@books/domain/search';
import type {
  FacetCount,
  SearchAnswer,
  SearchEngine,
  SearchHit,
  SearchRequest,
} from '@books/search/search-engine';
import { foldedWords } from '@books/search-index/fold';
import { parseQueryText } from '@books/search-index/query-text';
import type { ParsedQuery } from '@books/search-index/readings';
import { NO_SYNONYMS, type Synonyms } from '@books/search-index/synonyms';
import type { Client } from '@opensearch-project/opensearch';
import { askIndex, type SearchReply } from './ask-index.ts';
import { keyOf, searchHit } from './book-document.ts';
import { facetAggregation, facetCounts } from './facet-counts.ts';
import { allOf, type FilterClause, filterClauses, isbnClause } from './filter-clauses.ts';
import { indexesOf, readIndexStatus } from './index-status.ts';
import { highlightsOf, matchedWords, wordsAsFound } from './matched-words.ts';
import { createOpenSearchIndexWriter } from './opensearch-index-writer.ts';
import { rankHits, type ScoredHit, scoredForRanking } from './rank-hits.ts';
import type { Clause } from './reading-query.ts';
import { orderOf } from './sort-order.ts';
import { suggestBeginnings, titlesByPrefix } from './typed-beginnings.ts';
import {
  asTyped,
  type Attempt,
  enoughMatches,
  mostOfTheWords,
  withFaults,
  withoutDropped,
} from './understanding.ts';
import { withoutRepeats } from '@books/search/suggestions';

export type OpenSearchEngineOptions = {
  readonly client: Client;
  /** Name of the alias that leads to the index in service. */
  readonly alias: string;
  readonly synonyms?: Synonyms;
};

export type OpenSearchEngine = SearchEngine & {
  /** Asks which index is in service, for `status`. @throws DomainError unavailable when there is none */
  refreshStatus(): Promise<void>;
};

/** So many of the best are ranked by a closer look; who pages further sees OpenSearch's own order. */
const CLOSELY_RANKED = 100;
const MAX_FIELD_WORDS = 32;

/** The search engine port on an index of OpenSearch. Makes no request before the first question. */
export function createOpenSearchEngine({
  client,
  alias,
  synonyms = NO_SYNONYMS,
}: OpenSearchEngineOptions): OpenSearchEngine {
  let status: ReturnType<SearchEngine['status']> = { version: 'none', books: 0 };
  const writer = createOpenSearchIndexWriter({
    client,
    targets: async () => (await indexesOf(client, alias)).map(({ name }) => name),
    isFoundAtOnce: true,
  });
  const refreshStatus = async () => {
    status = await readIndexStatus(client, alias);
  };

  /** Puts one attempt, or what needs none. */
  async function put(request: SearchRequest, attempt: Attempt): Promise<Found> {
    const { filters, facets, sort, limit, offset } = request;
    const conditions = filterClauses(filters);
    const titleKey = titleKeyOf(request);
    const isRanked = sort === 'relevance' && attempt.plan.slots.length > 0;
    const isCloseLook = isRanked && offset < CLOSELY_RANKED;
    const reply = await askIndex(client, alias, {
      query: scoredForRanking(attempt.query, isRanked ? titleKey : ''),
      sort: orderOf(sort),
      from: isCloseLook ? 0 : offset,
      size: isCloseLook ? Math.max(CLOSELY_RANKED, offset + limit) : limit,
      aggs: { ...aggregationsFor(facets, conditions), matched: { filter: { match_all: {} } } },
      // Filters narrow what is shown, not how the words are understood nor what a facet counts.
      ...(conditions.length > 0 && { post_filter: allOf(conditions) }),
    });
    const scored = reply.hits.hits.map(({ _source: document, _score }): ScoredHit => {
      const matches = matchedWords(attempt.plan.slots, searchHit(document));
      return { document, score: _score ?? 0, matches };
    });
    const inOrder = isCloseLook
      ? [
          ...rankHits(scored.slice(0, CLOSELY_RANKED), attempt.plan.slots, titleKey),
          ...scored.slice(CLOSELY_RANKED),
        ].slice(offset, offset + limit)
      : scored;
    return {
      attempt,
      matched: reply.aggregations?.['matched']?.doc_count ?? 0,
      total: reply.hits.total.value,
      hits: inOrder,
      facets: facetsOf(facets, reply),
    };
  }

  async function understand(request: SearchRequest, query: ParsedQuery): Promise<Found> {
    const typed = await put(request, asTyped(query, synonyms));
    if (typed.matched >= enoughMatches(query)) return typed;
    for (const attempt of withFaults(query, synonyms)) {
      const found = await put(request, { ...attempt, isAsTyped: typed.matched > 0 });
      if (found.matched > 0) return found;
    }
    const partial = mostOfTheWords(query);
    if (partial === undefined) return typed;
    const reply = await askIndex(client, alias, { query: partial.query, size: 1, _source: false });
    const best = reply.hits.hits[0];
    if (best === undefined) return typed;
    const kept = new Set(best.matched_queries?.map(Number));
    return put(request, withoutDropped(partial.plan, kept));
  }

  async function search(request: SearchRequest): Promise<SearchAnswer> {
    const { text, title, author } = request;
    const isbn = text === undefined ? undefined : parseIsbn(text);
    if (isbn !== undefined) return answerOf(await put(request, wordless(isbnClause(isbn))));
    const said = [text, title, author].filter((part) => part !== undefined && part.trim() !== '');
    if (said.length === 0) return answerOf(await put(request, wordless({ match_all: {} })));
    const query: ParsedQuery = {
      text: parseQueryText(text ?? ''),
      titleWords: foldedWords(title ?? '').slice(0, MAX_FIELD_WORDS),
      authorWords: foldedWords(author ?? '').slice(0, MAX_FIELD_WORDS),
    };
    const criteria = [query.text.words, query.titleWords, query.authorWords];
    // Signs alone: said, but nothing that a book could have.
    if (criteria.filter((words) => words.length > 0).length < said.length) {
      return { total: 0, hits: [], facets: Object.fromEntries(request.facets.map((f) => [f, []])) };
    }
    return answerOf(await understand(request, query));
  }

  return {
    search,
    titlesByPrefix: async (prefix, limit) =>
      (await titlesByPrefix(client, alias, prefix, limit)).map(({ bookId, title }) => ({
        bookId,
        title,
      })),
    suggest: async (text, limit) => {
      const beginnings = await suggestBeginnings(client, alias, text, limit);
      if (beginnings.length === limit || text.trim() === '') return beginnings;
      const { hits } = await search({ ...PLAIN, text, limit });
      const found = hits.map(
        (hit) => ({ kind: 'book', text: hit.title, bookId: hit.bookId }) as const,
      );
      return withoutRepeats([...beginnings, ...found]).slice(0, limit);
    },
    upsert: async (entry) => {
      await writer.bringUpToDate(entry.book.book_id, async () => entry);
      await refreshStatus();
    },
    remove: async (bookId) => {
      await writer.bringUpToDate(bookId, async () => undefined);
      await refreshStatus();
    },
    updateStats: (bookId, stats) => writer.updateStats(bookId, async () => stats),
    status: () => status,
    refreshStatus,
  };
}

type Found = {
  readonly attempt: Attempt;
  /** Matches of the words, whatever the filters. */
  readonly matched: number;
  readonly total: number;
  readonly hits: readonly ScoredHit[];
  readonly facets: Partial<Record<Facet, readonly FacetCount[]>>;
};

const PLAIN: SearchRequest = { filters: {}, sort: 'relevance', facets: [], limit: 20, offset: 0 };

function wordless(clause: Clause): Attempt {
  return {
    query: { constant_score: { filter: clause } },
    plan: { slots: [], runs: [], excluded: [], weight: 1, isCorrection: false },
    isAsTyped: true,
    dropped: [],
  };
}

/** The folded words that are looked for in titles. */
function titleKeyOf({ text, title }: SearchRequest): string {
  return keyOf(title ?? text ?? '');
}

function aggregationsFor(facets: readonly Facet[], conditions: readonly FilterClause[]) {
  return Object.fromEntries(facets.map((facet) => [facet, facetAggregation(facet, conditions)]));
}

function facetsOf(facets: readonly Facet[], { aggregations }: SearchReply) {
  return Object.fromEntries(
    facets.map((facet) => {
      const reply = aggregations?.[facet];
      return [facet, reply === undefined ? [] : facetCounts(reply)];
    }),
  );
}

function answerOf({ attempt, total, hits, facets }: Found): SearchAnswer {
  const { plan, isAsTyped, dropped } = attempt;
  const best = hits[0];
  const typed = plan.slots.map(({ word }) => word).join(' ');
  const found =
    best === undefined || isAsTyped ? typed : wordsAsFound(plan.slots, best.matches).join(' ');
  return {
    total,
    hits: hits.map(shownHit),
    facets,
    ...(found !== typed && { correctedQuery: found }),
    ...(dropped.length > 0 && { dropped }),
  };
}

function shownHit({ document, matches }: ScoredHit): SearchHit {
  const hit = searchHit(document);
  return { ...hit, highlights: highlightsOf(hit, matches) };
}
