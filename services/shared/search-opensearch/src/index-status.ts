import { DomainError } from '@books/domain/errors';
import type { SearchEngineStatus } from '@books/search/search-engine';
import type { Client } from '@opensearch-project/opensearch';
import { type IndexFacts } from './index-definition.ts';
import { asDomainError } from './failures.ts';

/** What was noted of an index when it was made. */
export type IndexNote = IndexFacts & { readonly definition: number };

/**
 * The index that an alias leads to, and how many books it has.
 *
 * @throws DomainError unavailable when there is none, or nobody answers
 */
export async function readIndexStatus(client: Client, alias: string): Promise<SearchEngineStatus> {
  try {
    const [index] = await indexesOf(client, alias);
    if (index === undefined) {
      throw new DomainError('unavailable', `no search index is published as ${alias}`);
    }
    const { body } = await client.count({ index: index.name });
    const { version, builtAt } = index.note;
    return { version, books: body.count, builtAt: new Date(builtAt) };
  } catch (error) {
    throw asDomainError(error);
  }
}

/** The indexes that an alias, or a name with `*`, leads to; none when it leads nowhere. */
export async function indexesOf(
  client: Client,
  aliasOrPattern: string,
): Promise<{ readonly name: string; readonly note: IndexNote }[]> {
  const { body } = await client.indices.getMapping({
    index: aliasOrPattern,
    ignore_unavailable: true,
    allow_no_indices: true,
  });
  return Object.entries(body).map(([name, { mappings }]) => ({
    name,
    // Written by us when the index was made.
    note: mappings._meta as IndexNote,
  }));
}
