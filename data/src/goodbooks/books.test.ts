import type { Book } from '@books/domain/book';
import { describe, expect, test } from 'vitest';
import { findingsOf } from './book-findings.ts';
import { convertBook, convertIsbn, convertYear, type BookRow } from './books.ts';

/** A row as the source has it; tests state the columns they are about. */
function aRow(columns: Partial<BookRow> = {}): BookRow {
  return {
    id: '1',
    book_id: '2767052',
    isbn: '439023483',
    authors: 'Suzanne Collins',
    original_publication_year: '2008.0',
    title: 'The Hunger Games (The Hunger Games, #1)',
    language_code: 'eng',
    average_rating: '4.34',
    ratings_count: '4780653',
    ...columns,
  };
}

function convert(columns: Partial<BookRow> = {}): Book {
  const result = convertBook(aRow(columns), { subjects: [], isKnownSeries: () => false });
  if ('reason' in result) throw new Error(result.reason);
  return result.book;
}

describe('a row of the source', () => {
  test('becomes a record of the catalogue', () => {
    const result = convertBook(aRow(), {
      subjects: ['young adult', 'dystopia'],
      isKnownSeries: () => false,
    });
    expect(result).toEqual({
      book: {
        book_id: 'gb:1',
        title: 'The Hunger Games',
        authors: [{ author_id: 'gb:a:suzanne-collins', author_name: 'Suzanne Collins' }],
        publication_year: 2008,
        isbn: '0439023483',
        isbn_13: ['9780439023481'],
        language: 'en',
        subjects: ['young adult', 'dystopia'],
        series: { name: 'The Hunger Games', volume: 1 },
        source_rating: { average: 4.34, count: 4780653, source: 'goodreads', as_of: '2017-09-01' },
      },
    });
  });

  test('has its id from the column id and not from the edition', () => {
    expect(convert({ id: '27', book_id: '1' }).book_id).toBe('gb:27');
  });

  test('may lack everything but id, title and figures', () => {
    const book = convert({
      isbn: '',
      authors: '',
      original_publication_year: '',
      language_code: '',
      title: 'Emma',
    });
    expect(book).toEqual({
      book_id: 'gb:1',
      title: 'Emma',
      authors: [],
      isbn_13: [],
      subjects: [],
      source_rating: expect.anything(),
    });
  });

  test('without figures has no source rating', () => {
    expect(convert({ average_rating: '' }).source_rating).toBeUndefined();
  });

  test('has its title trimmed, its blanks collapsed and its letters composed', () => {
    expect(convert({ title: '  Cafe\u0301  Noir ' }).title).toBe('Café Noir');
  });

  test.each([
    ['without a title', { title: ' ' }, 'title: must not be empty'],
    ['with an average above five', { average_rating: '43.4' }, 'source_rating.average'],
    ['with an id that is none', { id: 'a b' }, 'book_id'],
  ])('%s is rejected with the reason', (_what, columns, reason) => {
    expect(convertBook(aRow(columns), { subjects: [], isKnownSeries: () => false })).toEqual({
      reason: expect.stringContaining(reason),
    });
  });
});

describe('an ISBN', () => {
  test.each([
    ['439023483', '0439023483'],
    ['7203116', undefined],
    ['60935464', '0060935464'],
    ['080442957X', '080442957X'],
    ['80442957x', '080442957X'],
    ['0306406152', '0306406152'],
    ['439023484', undefined],
    ['9.78043902348e+12', undefined],
    ['0', undefined],
    ['', undefined],
  ])('written %j is read as %j', (written, isbn) => {
    expect(convertIsbn(written)).toBe(isbn);
  });
});

describe('a year', () => {
  test.each([
    ['2008.0', 2008],
    ['-750.0', -750],
    ['8.0', 8],
    ['1865', 1865],
    ['1999.5', undefined],
    ['c1992', undefined],
    ['', undefined],
  ])('written %j is read as %j', (written, year) => {
    expect(convertYear(written)).toBe(year);
  });
});

describe('findings', () => {
  test.each<[string, Partial<BookRow>]>([
    ['isbn absent', { isbn: '' }],
    ['isbn invalid, left out', { isbn: '439023484' }],
    ['year absent', { original_publication_year: '' }],
    ['year unreadable, left out', { original_publication_year: 'c1992' }],
    ['year before the common era', { original_publication_year: '-750.0' }],
    ['language absent', { language_code: '' }],
    ['language unknown, left out', { language_code: 'mul' }],
    ['title with blanks tidied', { title: ' Emma' }],
    ['series without a volume', { title: 'All (Dune, #1-3)' }],
    ['author repeated, left out', { authors: 'Louis Sachar, Louis Sachar' }],
  ])('%s', (finding, columns) => {
    const usual = ['isbn padded with zeros', 'series found', 'no subject'];
    const found = findingsOf(aRow(columns), convert(columns));
    expect(found.filter((name) => !usual.includes(name))).toEqual([finding]);
  });
});
