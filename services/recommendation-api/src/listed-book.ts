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
  /** Folded name of the series. */
  readonly seriesName: string | undefined;
  /** Name of the series and first author: series of one name by two authors are two. */
  readonly seriesKey: string | undefined;
  /** Number in the series; may be fractional. */
  readonly volume: number | undefined;
  readonly year: number | undefined;
  readonly language: string | undefined;
  readonly source: SourceRating | undefined;
};

export function listedBook(book: Book): ListedBook {
  const seriesName = book.series && foldedKey(book.series.name);
  return {
    bookId: book.book_id,
    title: book.title,
    authors: book.authors.map((author) => author.author_name),
    authorKeys: new Set(
      book.authors.flatMap(({ author_id, author_name }) => [
        ...(author_id === undefined ? [] : [author_id]),
        foldedKey(author_name),
      ]),
    ),
    subjectKeys: new Set(book.subjects.map(foldedKey)),
    seriesName,
    seriesKey: seriesName && `${seriesName} / ${foldedKey(book.authors[0]?.author_name ?? '')}`,
    volume: book.series?.volume,
    year: book.publication_year,
    language: book.language,
    source: book.source_rating,
  };
}
