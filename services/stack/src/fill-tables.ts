import { booksFile } from '@books/data/load/books-file';
import { loadInto, type LoadProgress } from '@books/data/load/load-into';
import { ratingsFile } from '@books/data/load/ratings-file';
import { SAMPLE } from '@books/data/sample';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { createTables } from '@books/storage/dynamo-create-tables';
import { openDynamoStore } from '@books/storage/dynamo-store';
import { tableNames } from '@books/storage/tables';
import { ratingsOfFirstReaders } from './sample-readers.ts';

export type FillTablesOptions = {
  readonly endpoint: string;
  /** Whose ratings are loaded, counted from the first. */
  readonly readers: number;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly signal: AbortSignal;
};

/** DynamoDB Local writes slowly, and slower still while the machine does other things. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Creates the tables of the local environment and loads the sample's books and ratings. Tables that hold data of an
 * earlier start stay as they are, and a load that was broken off goes on.
 *
 * @returns how many there are; `undefined` when nothing was to be done
 */
export async function fillTables({
  endpoint,
  readers,
  onProgress,
  signal,
}: FillTablesOptions): Promise<{ books: number; ratings: number } | undefined> {
  const tables = tableNames('local');
  const client = createDynamoClient({
    region: 'us-west-2',
    endpoint,
    connectTimeoutMs: REQUEST_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  const loadId = `sample, ${readers} readers`;
  const store = openDynamoStore({ client, tables, load: { loadId } });
  try {
    await createTables(client, tables);
    if (!(await store.loader.isEmpty())) return undefined;
    const { books, ratings } = await loadInto({
      loader: store.loader,
      books: booksFile(SAMPLE.booksPath),
      ratings: ratingsOfFirstReaders(
        ratingsFile(SAMPLE.ratingsPath, { undatedAt: SAMPLE.ratedAt }),
        readers,
      ),
      onProgress,
      signal,
    });
    return { books: books.loaded, ratings: ratings.loaded };
  } finally {
    await store.close();
  }
}
