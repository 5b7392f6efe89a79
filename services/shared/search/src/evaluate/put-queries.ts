import type { SearchAnswer, SearchRequest } from '../search-engine.ts';
import { figuresOf, type KindFigures, type Trial } from './figures.ts';
import type { JudgedQuery } from './known-item-queries.ts';

/** The one thing that is measured. */
export type MeasuredEngine = { search(request: SearchRequest): Promise<SearchAnswer> };

/** A query with what it asks for besides words. */
export type PutQuery = JudgedQuery & Partial<Pick<SearchRequest, 'filters' | 'facets'>>;

export type QueryRun = {
  readonly kinds: Readonly<Record<string, KindFigures>>;
  /** Over the queries of all kinds, one after another. */
  readonly queriesPerSecond: number;
};

/** Results asked for, and judged. */
const RESULTS = 10;

/**
 * Puts every query once and judges the answers, kind by kind.
 *
 * @param secondsPerKind after this long the rest of a kind is left out
 */
export async function putQueries(
  engine: MeasuredEngine,
  queries: readonly PutQuery[],
  secondsPerKind: number = Number.POSITIVE_INFINITY,
): Promise<QueryRun> {
  const kinds: Record<string, KindFigures> = {};
  let queriesPut = 0;
  let totalMilliseconds = 0;
  for (const kind of new Set(queries.map((query) => query.kind))) {
    const trials: Trial[] = [];
    let milliseconds = 0;
    for (const query of queries) {
      if (query.kind !== kind) continue;
      if (milliseconds > secondsPerKind * 1000) break;
      const trial = await put(engine, query);
      trials.push(trial);
      milliseconds += trial.milliseconds;
    }
    kinds[kind] = figuresOf(trials);
    queriesPut += trials.length;
    totalMilliseconds += milliseconds;
  }
  return { kinds, queriesPerSecond: (queriesPut * 1000) / Math.max(totalMilliseconds, 1e-6) };
}

async function put(engine: MeasuredEngine, query: PutQuery): Promise<Trial> {
  const request: SearchRequest = {
    text: query.query,
    filters: query.filters ?? {},
    facets: query.facets ?? [],
    sort: 'relevance',
    limit: RESULTS,
    offset: 0,
  };
  const start = performance.now();
  const { hits } = await engine.search(request);
  const milliseconds = performance.now() - start;
  const right = new Set(query.relevant);
  const place = hits.findIndex(({ bookId }) => right.has(bookId));
  return {
    milliseconds,
    rank: place === -1 ? undefined : place + 1,
    isJudged: query.relevant.length > 0,
  };
}
