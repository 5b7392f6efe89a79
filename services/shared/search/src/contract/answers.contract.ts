import type { SearchFilters } from '@books/domain/search';
import { describe, expect, test } from 'vitest';
import { anIndexedBook } from '../testing/books.ts';
import { SHELF } from '../testing/shelf.ts';
import { type CreateSearchEngine, finder, PLAIN } from './create-engine.ts';

/** What comes back: filters, facets, pages, ISBNs and what is shown of a book. */
export function describeAnswers(name: string, create: CreateSearchEngine): void {
  const find = finder(create);
  const filtered = async (filters: SearchFilters) => (await find(SHELF, { filters })).ids;

  describe(`${name} asked for more than words`, () => {
    test.each(['0441172717', '0-441-17271-7', '978-0-441-17271-9', 'isbn: 9780441172719'])(
      'takes an ISBN for the way to one book: %s',
      async (text) => {
        expect((await find(SHELF, text)).ids).toEqual(['dune']);
        expect(await filtered({ isbn: text })).toEqual(['dune']);
      },
    );

    test('finds nothing for an ISBN that no book has', async () => {
      expect((await find(SHELF, '9780140449136')).answer.total).toBe(0);
      expect(await filtered({ isbn: 'no isbn' })).toEqual([]);
    });

    test('keeps to every filter at once', async () => {
      expect(await filtered({ subject: ['SCIENCE FICTION'] })).toEqual([
        'dune',
        'solaris',
        'messiah',
      ]);
      expect(await filtered({ subject: ['science fiction', 'oceans'] })).toEqual(['solaris']);
      expect(await filtered({ subject: ['unheard of'] })).toEqual([]);
      expect(await filtered({ language: 'EN' })).toEqual(['dune', 'messiah']);
      expect(await filtered({ min_year: 1965 })).toEqual(['dune', 'messiah']);
      expect(await filtered({ min_year: 1962, max_year: 1965 })).toEqual(['dune']);
      expect(await filtered({ min_rating: 4.2 })).toEqual(['dune', 'solaris']);
      expect(await filtered({ language: 'en', min_rating: 4 })).toEqual(['dune']);
    });

    test('lists everything, most popular first, when nothing is asked for', async () => {
      const { ids, answer } = await find(SHELF, {});
      expect(ids).toEqual(['dune', 'solaris', 'messiah', 'plain']);
      expect(answer.total).toBe(4);
    });

    test('pages through a stable order with an exact total', async () => {
      const books = Array.from({ length: 45 }, (_, i) =>
        anIndexedBook({ book_id: `tale${i}`, title: 'A Tale of Two', readers: i % 3 }),
      );
      const engine = await create(books);
      const pages = [];
      for (const offset of [0, 20, 40, 60]) {
        pages.push(await engine.search({ ...PLAIN, text: 'tale two', offset }));
      }
      expect(pages.map(({ total }) => total)).toEqual([45, 45, 45, 45]);
      expect(pages.map(({ hits }) => hits.length)).toEqual([20, 20, 5, 0]);
      const ids = pages.flatMap(({ hits }) => hits.map(({ bookId }) => bookId));
      expect(new Set(ids).size).toBe(45);
    });

    test('counts facets, none narrowed by its own filter', async () => {
      const { answer } = await find(SHELF, {
        filters: { language: 'en' },
        facets: ['language', 'subject', 'year'],
      });
      expect(answer.facets.language).toEqual([
        { value: 'en', count: 2 },
        { value: 'pl', count: 1 },
      ]);
      expect(answer.facets.subject?.map(({ count }) => count)).toEqual([2, 1]);
      expect(answer.facets.subject?.[0]?.value.toLowerCase()).toBe('science fiction');
      expect(answer.facets.year).toEqual([
        { value: '1965', count: 1 },
        { value: '1969', count: 1 },
      ]);
    });

    test('counts facets over the matches of the query only, and none unasked', async () => {
      const { answer } = await find(SHELF, { text: 'messiah', facets: ['year'] });
      expect(answer.facets).toEqual({ year: [{ value: '1969', count: 1 }] });
    });

    test('answers with what a list shows of a book', async () => {
      const { answer } = await find(SHELF, 'solaris');
      expect(answer.hits[0]).toMatchObject({
        bookId: 'solaris',
        title: 'Solaris',
        authors: ['Stanisław Lem'],
        year: 1961,
        language: 'pl',
        rating: 4.6,
        ratingsCount: 500,
      });
      // Spellings of one subject may have been made one.
      expect(answer.hits[0]?.subjects.map((subject) => subject.toLowerCase())).toEqual([
        'science fiction',
        'oceans',
      ]);
    });

    test('has no rating for an unrated book', async () => {
      const { answer } = await find(SHELF, 'plain tale');
      expect(answer.hits[0]).toMatchObject({ rating: null, ratingsCount: 0, year: undefined });
    });

    test('lets filters narrow the matches without loosening the words', async () => {
      const { answer } = await find(SHELF, { text: 'dune messiah', filters: { language: 'pl' } });
      expect(answer.total).toBe(0);
    });
  });
}
