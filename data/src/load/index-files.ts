import type { Book } from '@books/domain/book';
import { NO_RATINGS } from '@books/domain/rating-stats';
import { indexDocument } from '@books/search/index-document';
import { buildSnapshotInThread } from '@books/search-index/build-snapshot-in-thread';
import type { IndexDocument } from '@books/search-index/index-document';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Source } from './source.ts';
import type { LoadProgress } from './load-into.ts';

export type IndexFileOptions = {
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal: AbortSignal;
};

/**
 * Builds a snapshot of the search index from a catalogue alone, with the rating figures that came with it.
 *
 * @returns how many books it holds
 */
export async function buildIndexFile(
  path: string,
  books: Source<Book>,
  { onProgress, signal }: IndexFileOptions,
): Promise<number> {
  return buildSnapshotInThread(path, documentsOf(books, onProgress), { signal });
}

/**
 * Writes a catalogue in the bulk format of OpenSearch and Elasticsearch: for every book a line that says where it
 * goes and a line with the document, as `POST /_bulk` takes them. Gzip when the name ends in `.gz`.
 *
 * @returns how many books it holds
 */
export async function writeBulkFile(
  path: string,
  index: string,
  books: Source<Book>,
  { onProgress, signal }: IndexFileOptions,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncIterable<string> {
    for await (const { id, ...document } of documentsOf(books, onProgress)) {
      count += 1;
      const action = JSON.stringify({ index: { _index: index, _id: id } });
      yield `${action}\n${JSON.stringify({ id, ...document })}\n`;
    }
  }
  const file = createWriteStream(path);
  if (path.endsWith('.gz')) await pipeline(lines, createGzip({ level: 4 }), file, { signal });
  else await pipeline(lines, file, { signal });
  return count;
}

async function* documentsOf(
  books: Source<Book>,
  onProgress: IndexFileOptions['onProgress'],
): AsyncIterable<IndexDocument> {
  let rows = 0;
  for await (const batch of await books()) {
    for (const { value: book } of batch.rows) yield indexDocument({ book, stats: NO_RATINGS });
    rows += batch.rows.length + batch.badRows.length;
    onProgress?.({ phase: 'books', rows, fractionDone: batch.fractionRead });
  }
}
