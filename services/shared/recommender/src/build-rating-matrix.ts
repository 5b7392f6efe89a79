import type { BookId } from '@books/domain/ids';
import type { Stars } from '@books/domain/stars';
import { createBookTable } from './book-table.ts';
import { createGrowableUint32, createGrowableUint8 } from './growable.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { sharedFloat64, sharedUint32, sharedUint8 } from './shared-arrays.ts';
import { emptyRows, transpose, type SparseRows } from './sparse-rows.ts';
import { userKey } from './user-key.ts';

export type RatingRow = {
  readonly userId: string;
  readonly bookId: BookId;
  readonly stars: Stars;
};

export type RatingMatrixBuilder = {
  add(userId: string, bookId: BookId, stars: Stars): void;
  /** The matrix of what was added; the builder is empty afterwards. */
  build(): RatingMatrix;
};

/** Reads the ratings once; the last one of a reader and book counts. */
export async function buildRatingMatrix(
  ratings: Iterable<RatingRow> | AsyncIterable<RatingRow>,
): Promise<RatingMatrix> {
  const builder = createRatingMatrixBuilder();
  for await (const { userId, bookId, stars } of ratings) builder.add(userId, bookId, stars);
  return builder.build();
}

/** Collects ratings at 9 bytes each, beside one entry per reader and per book; building needs 15 more. */
export function createRatingMatrixBuilder(): RatingMatrixBuilder {
  let rows = emptyInput();
  return {
    add(userId, bookId, stars) {
      rows.users.push(numberOf(rows.userNumbers, userId));
      rows.books.push(numberOf(rows.bookNumbers, bookId));
      rows.halfStars.push(Math.round(stars * 2));
    },
    build() {
      const { userKeys, userRanks } = rankUsers(rows.userNumbers);
      const { bookIds, bookRanks } = rankBooks(rows.bookNumbers);
      const byBook = groupByBook(rows, userRanks, bookRanks);
      rows = emptyInput();
      const byUser = keepLast(transpose(byBook, userKeys.length));
      const inverse = transpose(byUser, bookIds.length);
      return {
        books: createBookTable(bookIds),
        userKeys,
        userStarts: byUser.starts,
        userBooks: byUser.columns,
        userHalfStars: byUser.values,
        bookStarts: inverse.starts,
        bookUsers: inverse.columns,
        bookHalfStars: inverse.values,
      };
    },
  };
}

type Input = ReturnType<typeof emptyInput>;

function emptyInput() {
  return {
    userNumbers: new Map<string, number>(),
    bookNumbers: new Map<BookId, number>(),
    users: createGrowableUint32(),
    books: createGrowableUint32(),
    halfStars: createGrowableUint8(),
  };
}

/** The number of an id, counted up in order of appearance. */
function numberOf<Id>(numbers: Map<Id, number>, id: Id): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}

function rankUsers(userNumbers: ReadonlyMap<string, number>) {
  const users = Array.from(userNumbers, ([id, number]) => ({ id, number, key: userKey(id) }));
  users.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
  const userKeys = sharedFloat64(users.length);
  const userRanks = new Uint32Array(users.length);
  users.forEach(({ key, number }, rank) => {
    userKeys[rank] = key;
    userRanks[number] = rank;
  });
  return { userKeys, userRanks };
}

function rankBooks(bookNumbers: ReadonlyMap<BookId, number>) {
  const bookIds = [...bookNumbers.keys()].sort();
  const bookRanks = new Uint32Array(bookIds.length);
  bookIds.forEach((id, rank) => (bookRanks[bookNumbers.get(id)!] = rank));
  return { bookIds, bookRanks };
}

/** The input sorted by book, ratings of one book in the order they came. */
function groupByBook(input: Input, userRanks: Uint32Array, bookRanks: Uint32Array): SparseRows {
  const users = input.users.view();
  const books = input.books.view();
  const halfStars = input.halfStars.view();
  const { starts, columns, values } = emptyRows(bookRanks.length, users.length);
  for (let i = 0; i < books.length; i += 1) starts[bookRanks[books[i]!]! + 1]! += 1;
  for (let row = 0; row < bookRanks.length; row += 1) starts[row + 1]! += starts[row]!;
  const next = starts.slice(0, -1);
  for (let i = 0; i < books.length; i += 1) {
    const row = bookRanks[books[i]!]!;
    const position = next[row]!;
    next[row] = position + 1;
    columns[position] = userRanks[users[i]!]!;
    values[position] = halfStars[i]!;
  }
  return { starts, columns, values };
}

/** Of equal neighbours in a row only the last stays. */
function keepLast({ starts, columns, values }: SparseRows): SparseRows {
  const keptStarts = sharedUint32(starts.length);
  let kept = 0;
  for (let row = 0; row < starts.length - 1; row += 1) {
    const end = starts[row + 1]!;
    for (let i = starts[row]!; i < end; i += 1) {
      if (i + 1 < end && columns[i + 1] === columns[i]) continue;
      columns[kept] = columns[i]!;
      values[kept] = values[i]!;
      kept += 1;
    }
    keptStarts[row + 1] = kept;
  }
  if (kept === columns.length) return { starts: keptStarts, columns, values };
  const keptColumns = sharedUint32(kept);
  keptColumns.set(columns.subarray(0, kept));
  const keptValues = sharedUint8(kept);
  keptValues.set(values.subarray(0, kept));
  return { starts: keptStarts, columns: keptColumns, values: keptValues };
}
