import type { Book } from '@books/domain/book';
import type { Rating } from '@books/domain/rating';
import { aBook, aRating } from '@books/domain/testing/builders';

/**
 * Twelve books and forty readers of two tastes: the even ones like the six fantasies, the odd ones the six crimes, and
 * each leaves out one or two of the six.
 */
export function smallLibrary(): { books: Book[]; ratings: Rating[] } {
  const shelves = ['fantasy', 'crime'] as const;
  const books = Array.from({ length: 12 }, (_, n) => {
    const subject = shelves[n % 2]!;
    return aBook({
      book_id: `b:${n}`,
      title: `The ${subject} book number ${n}`,
      authors: [{ author_name: `${subject} author ${n % 4}` }],
      publication_year: 1990 + n,
      language: n < 10 ? 'en' : 'de',
      subjects: [subject],
      source_rating: {
        average: 4,
        count: 1000 * 2 ** (12 - n),
        source: 'test',
        as_of: '2026-01-01',
      },
    });
  });
  const ratings = Array.from({ length: 40 }, (_, reader) =>
    books
      .filter((_book, n) => n % 2 === reader % 2 && (n + reader) % 5 !== 0)
      .map((book, n) =>
        aRating({ userId: `r${reader}`, bookId: book.book_id, stars: 3 + ((n + reader) % 5) / 2 }),
      ),
  ).flat();
  return { books, ratings };
}
