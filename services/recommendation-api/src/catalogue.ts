import type { Book, SourceRating } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { foldedKey } from '@books/search-index/fold';

/** What lists and filters need to know of a book. Names are folded, to be compared. */
export type ListedBook = {
  readonly bookId: BookId;
  readonly title: string;
  readonly authors: readonly string[];
  /** Ids and folded names of the authors. */
  readonly authorKeys: ReadonlySet<string>;
  readonly subjectKeys: ReadonlySet<string>;
  readonly seriesKey: string | undefined;
  readonly year: number | undefined;
  readonly language: string | undefined;
  readonly source: SourceRating | undefined;
};

/** The books that can be recommended, in memory. */
export type Catalogue = {
  get(bookId: BookId): ListedBook | undefined;
  put(book: Book): void;
  all(): Iterable<ListedBook>;
};

export async function loadCatalogue(
  books: Iterable<Book> | AsyncIterable<Book>,
): Promise<Catalogue> {
  const listed = new Map<BookId, ListedBook>();
  for await (const book of books) listed.set(book.book_id, listedBook(book));
  return {
    get: (bookId) => listed.get(bookId),
    put: (book) => void listed.set(book.book_id, listedBook(book)),
    all: () => listed.values(),
  };
}

function listedBook(book: Book): ListedBook {
  return {
    bookId: book.book_id,
    title: book.title,
    authors: book.authors.map((author) => author.author_name),
    authorKeys: new Set(
      book.authors.flatMap(({ author_id, author_name }) => [
        author_id ?? '',
        foldedKey(author_name),
      ]),
    ),
    subjectKeys: new Set(book.subjects.map(foldedKey)),
    seriesKey: book.series && foldedKey(book.series.name),
    year: book.publication_year,
    language: book.language,
    source: book.source_rating,
  };
}
