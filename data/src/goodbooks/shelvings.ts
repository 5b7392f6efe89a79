import { AccountKeeper, type Account } from './account.ts';
import { genreOfShelf } from './genres.ts';
import type { SOURCE_FILES, SourceRow } from './source-files.ts';
import type { GenreCounts } from './subjects.ts';

export type ShelfRow = SourceRow<typeof SOURCE_FILES.shelves>;
export type ShelvingRow = SourceRow<typeof SOURCE_FILES.shelvings>;

export type ReadShelves = {
  readonly genreByTag: ReadonlyMap<string, string>;
  readonly knownTags: ReadonlySet<string>;
  readonly account: Account;
};

/** Finds the shelves that stand for a genre. */
export async function readShelves(rows: AsyncIterable<ShelfRow>): Promise<ReadShelves> {
  const account = new AccountKeeper();
  const genreByTag = new Map<string, string>();
  const knownTags = new Set<string>();
  let count = 0;
  for await (const { tag_id, tag_name } of rows) {
    count += 1;
    knownTags.add(tag_id);
    const genre = genreOfShelf(tag_name);
    if (genre === undefined) {
      account.reject('not a genre');
      continue;
    }
    genreByTag.set(tag_id, genre);
    account.keep();
  }
  return { genreByTag, knownTags, account: account.close(count) };
}

export type ReadShelvings = {
  /** By the Goodreads edition id, `books.book_id`. */
  readonly genresByEdition: ReadonlyMap<string, GenreCounts>;
  readonly account: Account;
};

/**
 * Counts how often each book was put on the shelves of each genre. Of a pair of book and shelf that occurs twice the
 * first is taken.
 *
 * @param isEdition whether the catalogue has a book with this Goodreads edition id
 */
export async function readShelvings(
  rows: AsyncIterable<ShelvingRow>,
  { genreByTag, knownTags }: Pick<ReadShelves, 'genreByTag' | 'knownTags'>,
  isEdition: (editionId: string) => boolean,
): Promise<ReadShelvings> {
  const account = new AccountKeeper();
  const genresByEdition = new Map<string, Map<string, number>>();
  const seen = new Set<string>();
  let rowCount = 0;
  for await (const { goodreads_book_id: edition, tag_id, count: countText } of rows) {
    rowCount += 1;
    const genre = genreByTag.get(tag_id);
    const count = Number(countText);
    const pair = `${edition} ${tag_id}`;
    if (!isEdition(edition)) account.reject('unknown book');
    else if (!knownTags.has(tag_id)) account.reject('unknown shelf');
    else if (!Number.isInteger(count) || count < 0) account.reject('count below zero');
    else if (seen.has(pair)) account.merge('repeated book and shelf');
    else {
      seen.add(pair);
      if (genre === undefined) {
        account.reject('not a genre');
        continue;
      }
      const genres = genresByEdition.get(edition) ?? new Map<string, number>();
      genres.set(genre, (genres.get(genre) ?? 0) + count);
      genresByEdition.set(edition, genres);
      account.keep();
    }
  }
  return { genresByEdition, account: account.close(rowCount) };
}
