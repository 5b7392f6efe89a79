import { join } from 'node:path';
import { readLines } from '../files/read-lines.ts';
import { openBytes } from '../files/open-bytes.ts';
import type { CatalogueDifference } from './digests.ts';
import { idOf } from './finished-book.ts';
import { GzipOutput } from './gzip-output.ts';
import { TaskQueue, type ThreadPool } from './threads/thread-pool.ts';
import { BOOKS_FILE } from './write-catalogue.ts';

/** Records that are new or differ from the former catalogue, in the order of the books. */
export const CHANGES_FILE = 'changes.jsonl.gz';
/** Ids of the former catalogue that are no book any more; aliases tell where those lead that were merged. */
export const GONE_FILE = 'gone.csv.gz';

const ID = /^\{"book_id":"([^"]+)"/;

/** Writes what has to be told to a store that holds the former catalogue. */
export async function writeChanges(
  target: string,
  { added, changed, gone }: CatalogueDifference,
  pool: ThreadPool,
): Promise<void> {
  const queue = new TaskQueue(pool, { flush: false });
  const wanted = new Set([...added, ...changed].map(idOf));
  const changes = new GzipOutput(join(target, CHANGES_FILE), queue);
  const books = await openBytes(join(target, BOOKS_FILE));
  for await (const lines of readLines(books.bytes)) {
    for (const line of lines) {
      if (wanted.has(ID.exec(line)?.[1] ?? '')) await changes.appendText(`${line}\n`);
    }
  }
  await changes.close();
  const output = new GzipOutput(join(target, GONE_FILE), queue);
  await output.appendText('book_id\n');
  for (const id of gone) await output.appendText(`${idOf(id)}\n`);
  await output.close();
}
