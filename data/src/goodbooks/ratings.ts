import { Stars } from '@books/domain/stars';
import { AccountKeeper, type Account } from './account.ts';
import type { SOURCE_FILES, SourceRow } from './source-files.ts';

export type RatingRow = SourceRow<typeof SOURCE_FILES.ratings>;

export type ReadRatings = {
  /** For each reader of the source, in the order of first appearance: stars by the source's book id. */
  readonly byReader: ReadonlyMap<string, ReadonlyMap<number, Stars>>;
  readonly account: Account;
};

/**
 * Collects the ratings. Where a reader rated a book several times the last row wins, as it would on the platform.
 *
 * @param isBook whether the catalogue has a book with this id; it is `books.id`, not `books.book_id`
 */
export async function readRatings(
  rows: AsyncIterable<RatingRow>,
  isBook: (id: string) => boolean,
): Promise<ReadRatings> {
  const account = new AccountKeeper();
  const starsByText = new Map<string, Stars | undefined>();
  const byReader = new Map<string, Map<number, Stars>>();
  let count = 0;
  for await (const { book_id, user_id, rating } of rows) {
    count += 1;
    if (!starsByText.has(rating)) starsByText.set(rating, parseStars(rating));
    const stars = starsByText.get(rating);
    if (stars === undefined) account.reject('not 1 to 5 stars');
    else if (!isBook(book_id)) account.reject('unknown book');
    else if (user_id === '') account.reject('no reader');
    else {
      const books = byReader.get(user_id) ?? new Map<number, Stars>();
      const before = books.get(Number(book_id));
      if (before === undefined) account.keep();
      else
        account.merge(before === stars ? 'repeated with equal stars' : 'repeated with other stars');
      books.set(Number(book_id), stars);
      byReader.set(user_id, books);
    }
  }
  return { byReader, account: account.close(count) };
}

function parseStars(text: string): Stars | undefined {
  return text === '' ? undefined : Stars.safeParse(Number(text)).data;
}

/**
 * The ratings in the canonical format, sorted by reader and book. Readers are numbered anew in the order of their
 * first appearance, `reader-1` first: no id of the source is kept.
 */
export function formatRatings(byReader: ReadRatings['byReader']): string {
  const lines = ['user_id,book_id,rating'];
  let reader = 0;
  for (const books of byReader.values()) {
    reader += 1;
    const inOrder = [...books].sort(([a], [b]) => a - b);
    for (const [book, stars] of inOrder) lines.push(`reader-${reader},gb:${book},${stars}`);
  }
  return `${lines.join('\n')}\n`;
}
