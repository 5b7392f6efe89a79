import type { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import type { BookId } from '@books/domain/ids';
import type { BookRepository } from '@books/storage/book-repository';

/** The record behind an id, also one that was merged away. @throws DomainError not_found */
export async function findBook(books: Pick<BookRepository, 'find'>, bookId: BookId): Promise<Book> {
  const book = await books.find(bookId);
  if (book === undefined) throw new DomainError('not_found', `no book has id ${bookId}`);
  return book;
}
