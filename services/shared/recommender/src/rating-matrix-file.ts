import type { BookId } from '@books/domain/ids';
import { createBookTable } from './book-table.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { decodeSections, encodeSections } from './section-file.ts';

const FILE = { kind: 'RATINGS', version: 1 };

/** The matrix as one file that a process can use in place: about 10 bytes a rating and 12 a reader. */
export function encodeRatingMatrix(matrix: RatingMatrix): Uint8Array<ArrayBuffer> {
  return encodeSections(
    { ...FILE, meta: {} },
    {
      bookIds: encodeIds(matrix.books.ids),
      userKeys: matrix.userKeys,
      userStarts: matrix.userStarts,
      userBooks: matrix.userBooks,
      userHalfStars: matrix.userHalfStars,
      bookStarts: matrix.bookStarts,
      bookUsers: matrix.bookUsers,
      bookHalfStars: matrix.bookHalfStars,
    },
  );
}

/**
 * The matrix of a file, as views into `bytes`; read them into a SharedArrayBuffer to use them from several threads.
 *
 * @throws DomainError `unavailable` when the bytes are not an undamaged file of this version
 */
export function decodeRatingMatrix(bytes: Uint8Array): RatingMatrix {
  const { section } = decodeSections(bytes, FILE);
  return {
    books: createBookTable(decodeIds(section('bookIds', 'u8'))),
    userKeys: section('userKeys', 'f64'),
    userStarts: section('userStarts', 'u32'),
    userBooks: section('userBooks', 'u32'),
    userHalfStars: section('userHalfStars', 'u8'),
    bookStarts: section('bookStarts', 'u32'),
    bookUsers: section('bookUsers', 'u32'),
    bookHalfStars: section('bookHalfStars', 'u8'),
  };
}

/** Ids never contain a line break, so one separates them. */
export function encodeIds(ids: readonly BookId[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(ids.join('\n'));
}

/** What {@link encodeIds} wrote; the checksum of the file vouches for the ids. */
export function decodeIds(bytes: Uint8Array): readonly BookId[] {
  // A decoder does not read shared memory, a copy is not shared.
  const text = new TextDecoder().decode(bytes.slice());
  return text === '' ? [] : (text.split('\n') as BookId[]);
}
