import { BookId, type UserId } from '@books/domain/ids';
import type { NotInterested } from '@books/domain/not-interested';
import type { ImportRow } from '@books/domain/reader-import';
import type { BookRepository } from '@books/storage/book-repository';
import type { ApplyContext } from './apply-row.ts';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';

export type ApplyNotInterestedDeps = {
  readonly books: Pick<BookRepository, 'find'>;
  readonly readerItems: ReaderItemRepository;
};

/** A row of an export that says what the reader does not want, instead of a rating. */
export type NotInterestedRow = ImportRow & {
  readonly notInterested: NonNullable<ImportRow['notInterested']>;
};

export function isNotInterested(row: ImportRow): row is NotInterestedRow {
  return row.notInterested !== undefined;
}

/** Whether an entry is planned and not on the reader's list yet. */
export function isPlannedEntry(row: ImportRow): row is NotInterestedRow {
  return isNotInterested(row) && row.outcome === 'waiting' && row.before !== undefined;
}

/** As `planRow`: an outcome, or a plan to be stored before it is carried out. Writes nothing. */
export async function planEntry(
  { books, readerItems }: ApplyNotInterestedDeps,
  userId: UserId,
  row: NotInterestedRow,
): Promise<ImportRow> {
  const { scope } = row.notInterested;
  const id =
    scope === 'book' ? await canonicalId(books, row.notInterested.id) : row.notInterested.id;
  if (id === undefined) {
    return { ...row, outcome: 'invalid', notes: ['the catalogue has no such book'] };
  }
  const entry: NotInterestedRow = { ...row, notInterested: { ...row.notInterested, id } };
  if ((await standing(readerItems, userId, entry)) !== undefined) {
    return { ...entry, outcome: 'unchanged' };
  }
  return { ...entry, before: null };
}

/**
 * Carries out a plan. Repeating it changes nothing.
 *
 * @throws DomainError conflict when the import has changed since it was read
 */
export async function applyEntry(
  { readerItems }: Pick<ApplyNotInterestedDeps, 'readerItems'>,
  { userId, claim, importedAt }: ApplyContext,
  row: NotInterestedRow,
): Promise<ImportRow> {
  await readerItems.addNotInterested(userId, entryOf(row, importedAt), claim);
  return { ...row, outcome: 'imported' };
}

/**
 * Takes an imported entry off the list again, unless the reader has put it there anew. Repeating it changes nothing.
 *
 * @throws DomainError conflict when the import has changed since it was read
 */
export async function undoEntry(
  { readerItems }: Pick<ApplyNotInterestedDeps, 'readerItems'>,
  { userId, claim, importedAt }: ApplyContext,
  row: NotInterestedRow,
): Promise<ImportRow> {
  const isUndone = await readerItems.takeBackNotInterested(userId, entryOf(row, importedAt), claim);
  return { ...row, outcome: isUndone ? 'undone' : 'kept' };
}

async function canonicalId(
  books: ApplyNotInterestedDeps['books'],
  id: string,
): Promise<string | undefined> {
  const bookId = BookId.safeParse(id).data;
  return bookId === undefined ? undefined : (await books.find(bookId))?.book_id;
}

async function standing(
  readerItems: ReaderItemRepository,
  userId: UserId,
  { notInterested: { scope, id } }: NotInterestedRow,
): Promise<NotInterested | undefined> {
  const list = await readerItems.listNotInterested(userId);
  return list.find((entry) => entry.scope === scope && entry.id === id);
}

function entryOf({ notInterested }: NotInterestedRow, importedAt: Date): NotInterested {
  const { scope, id, addedAtMs } = notInterested;
  return { scope, id, addedAt: addedAtMs === undefined ? importedAt : new Date(addedAtMs) };
}
