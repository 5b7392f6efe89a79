import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { Client } from '@opensearch-project/opensearch';
import { type BookDocument, bookDocument, withStats } from './book-document.ts';
import type { BookWriter } from './book-writer.ts';
import { asDomainError, hasStatus, isIndexGone } from './failures.ts';

export type IndexWriterOptions = {
  readonly client: Client;
  /** The indexes to write to, asked for at each change: the one in service, and one that is being built. */
  readonly targets: () => Promise<readonly string[]>;
  /** Whether a change is found by the very next search; else within the index's refresh interval. */
  readonly isFoundAtOnce?: boolean;
};

/** Each time somebody else was faster; so many hardly write one book at once. */
const MAX_TRIES = 20;
const TRY_AGAIN_MS = 20;

type Place = { readonly index: string; readonly id: BookId };
type Stored = {
  readonly document: BookDocument;
  readonly if_seq_no: number;
  readonly if_primary_term: number;
};

export function createOpenSearchIndexWriter({
  client,
  targets,
  isFoundAtOnce = false,
}: IndexWriterOptions): BookWriter {
  const refresh = isFoundAtOnce;

  async function read({ index, id }: Place): Promise<Stored | undefined> {
    try {
      const { body } = await client.get({ index, id });
      if (!body.found) return undefined;
      return {
        // Written by us.
        document: body._source as BookDocument,
        if_seq_no: body._seq_no!,
        if_primary_term: body._primary_term!,
      };
    } catch (error) {
      // A book that is not there is answered with 404 as well; only an index that is gone has this for an error.
      if (hasStatus(error, 404) && !isIndexGone(error)) return undefined;
      throw error;
    }
  }

  async function write(place: Place, before: Stored | undefined, next: BookDocument | undefined) {
    if (next === undefined) {
      if (before === undefined) return;
      const { if_seq_no, if_primary_term } = before;
      await client.delete({ ...place, refresh, if_seq_no, if_primary_term });
      return;
    }
    if (isDeepStrictEqual(before?.document, withoutUndefined(next))) return;
    const condition =
      before === undefined
        ? { op_type: 'create' as const }
        : { if_seq_no: before.if_seq_no, if_primary_term: before.if_primary_term };
    await client.index({ ...place, ...condition, refresh, body: next });
  }

  /** @param nextOf what the index is to have, asked for after it was seen what it has */
  async function change(
    id: BookId,
    nextOf: (before: BookDocument | undefined) => Promise<BookDocument | undefined>,
  ): Promise<void> {
    const indexes = await targets().catch((error: unknown) => {
      throw asDomainError(error);
    });
    for (const index of indexes) {
      const place = { index, id };
      for (let tries = 1; ; tries += 1) {
        try {
          const before = await read(place);
          await write(place, before, await nextOf(before?.document));
          break;
        } catch (error) {
          // Removed since its name was read, for a newer one that is written to as well.
          if (isIndexGone(error)) break;
          if (!hasStatus(error, 409)) throw asDomainError(error);
          if (tries === MAX_TRIES) {
            throw new DomainError('conflict', `${id} is being indexed by others`, { cause: error });
          }
          await sleep(TRY_AGAIN_MS * Math.random() * tries);
        }
      }
    }
  }

  return {
    bringUpToDate: (bookId, readEntry) =>
      change(bookId, async () => {
        const entry = await readEntry();
        return entry === undefined ? undefined : bookDocument(entry);
      }),
    updateStats: (bookId, readStats) =>
      change(bookId, async (before) =>
        before === undefined ? undefined : withStats(before, await readStats()),
      ),
  };
}

/** As it comes back after a journey as JSON. */
function withoutUndefined(document: BookDocument): unknown {
  return JSON.parse(JSON.stringify(document));
}
