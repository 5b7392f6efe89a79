import type { Client } from '@opensearch-project/opensearch';
import type { BookDocument } from './book-document.ts';
import type { FacetReply } from './facet-counts.ts';
import { asDomainError } from './failures.ts';
import type { Clause } from './reading-query.ts';

/** A request of OpenSearch's search, as far as we use it. */
export type SearchBody = {
  readonly query: Clause;
  readonly sort?: readonly Clause[];
  readonly from?: number;
  readonly size: number;
  readonly post_filter?: Clause;
  readonly aggs?: Readonly<Record<string, Clause>>;
  readonly _source?: readonly string[] | false;
};

export type SearchReply = {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly {
      readonly _score: number | null;
      readonly _source: BookDocument;
      readonly matched_queries?: readonly string[];
    }[];
  };
  readonly aggregations?: Readonly<Record<string, AggregationReply>>;
};
type AggregationReply = Partial<FacetReply> & {
  readonly doc_count: number;
  readonly buckets?: readonly {
    readonly key: string | number;
    readonly readers?: { readonly value: number };
  }[];
};

/** One question to one index. @throws DomainError unavailable when it cannot be answered now */
export async function askIndex(
  client: Client,
  index: string,
  body: SearchBody,
): Promise<SearchReply> {
  try {
    const { body: reply } = await client.search({
      index,
      // Copies of a shard score a little differently: one query is answered by the same ones on every page.
      preference: preferenceFor(body.query),
      body: { track_total_hits: true, ...body } as object,
    });
    // What comes back are documents that we wrote, and the parts that were asked for.
    return reply as unknown as SearchReply;
  } catch (error) {
    throw asDomainError(error);
  }
}

/** A short text that is the same for the same query. */
function preferenceFor(query: Clause): string {
  let hash = 0;
  for (const letter of JSON.stringify(query)) {
    hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) | 0;
  }
  return `query${hash}`;
}
