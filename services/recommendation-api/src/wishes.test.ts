import { aBook } from '@books/domain/testing/builders';
import type { NotInterestedScope } from '@books/domain/not-interested';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { isOfInterest, meetsFilters } from './wishes.ts';

const book = aBook({
  book_id: 'gb:1',
  title: 'Dune',
  authors: [{ author_id: 'gb:a:frank-herbert', author_name: 'Frank Herbert' }],
  publication_year: 1965,
  language: 'en',
  subjects: ['Science Fiction', 'classics'],
  series: { name: 'Dune Chronicles', volume: 1 },
});
const dune = [...(await loadCatalogue([book])).all()][0]!;
const bare = [...(await loadCatalogue([aBook({ book_id: 'gb:2' })])).all()][0]!;

describe('filters', () => {
  test.each([
    [{}, true],
    [{ language: 'EN' }, true],
    [{ language: 'de' }, false],
    [{ subject: ['science-fiction'] }, true],
    [{ subject: ['classics', 'romance'] }, false],
    [{ min_year: 1965, max_year: 1965 }, true],
    [{ min_year: 1966 }, false],
    [{ max_year: 1964 }, false],
  ])('%j allow Dune: %s', (filters, allowed) => expect(meetsFilters(filters)(dune)).toBe(allowed));

  test.each([{ language: 'en' }, { min_year: 1 }, { max_year: 3000 }, { subject: ['classics'] }])(
    '%j leave out a book that does not say',
    (filters) => expect(meetsFilters(filters)(bare)).toBe(false),
  );
});

describe('what a reader does not want', () => {
  const addedAt = new Date(0);
  test.each<[NotInterestedScope, string, boolean]>([
    ['book', 'gb:1', false],
    ['book', 'gb:2', true],
    ['author', 'frank herbert', false],
    ['author', 'gb:a:frank-herbert', false],
    ['author', 'Brian Herbert', true],
    ['series', 'dune chronicles', false],
    ['series', 'Dune', true],
    ['subject', 'science fiction', false],
    ['subject', 'horror', true],
    ['subject', 'gb:1', true],
  ])('%s %s leaves Dune in: %s', (scope, id, allowed) =>
    expect(isOfInterest([{ scope, id, addedAt }], () => undefined)(dune)).toBe(allowed),
  );
});
