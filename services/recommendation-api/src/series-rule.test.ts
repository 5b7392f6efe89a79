import type { BookInput } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { aBook, bookId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { firstUnreadOfSeries, orderSeries } from './series-rule.ts';

const volume = (id: string, name: string, number?: number, fields: Partial<BookInput> = {}) =>
  aBook({
    book_id: id,
    authors: [{ author_name: 'Frank Herbert' }],
    series: number === undefined ? { name } : { name, volume: number },
    ...fields,
  });
const known = (count: number) => ({
  source_rating: { average: 4, count, source: 'test', as_of: '2026-01-01' },
});

const catalogue = await loadCatalogue([
  volume('d:2', 'Dune', 2),
  volume('d:1', 'Dune', 1, known(100)),
  volume('d:1-deluxe', 'Dune', 1, known(5)),
  volume('d:1.5', 'Dune', 1.5),
  volume('d:3', 'Dune', 3),
  volume('d:box', 'Dune'),
  volume('k:1', 'Dune', 1, { authors: [{ author_name: 'Somebody Else' }] }),
  volume('u:a', 'Unnumbered'),
  volume('u:b', 'Unnumbered'),
  aBook({ book_id: 'alone' }),
]);
const order = orderSeries(catalogue.all());

function allowedFor(...ratedIds: string[]): string[] {
  const rated = new Set<BookId>(ratedIds.map(bookId));
  const ratedBooks = [...rated].flatMap((id) => catalogue.get(id) ?? []);
  const rule = firstUnreadOfSeries(order, rated, ratedBooks);
  return [...catalogue.all()].filter(rule).map((book) => book.bookId);
}

describe('of a series', () => {
  test('the first volume is allowed to who has read none, the better known edition of it', () => {
    expect(allowedFor()).toEqual(['d:1', 'k:1', 'u:a', 'u:b', 'alone']);
  });

  test('the next volume is allowed, never one after it, and no novella in between', () => {
    expect(allowedFor('d:1')).toContain('d:2');
    expect(allowedFor('d:1')).not.toContain('d:3');
    expect(allowedFor('d:1')).not.toContain('d:1.5');
  });

  test('another edition of a volume counts as having read it', () => {
    expect(allowedFor('d:1-deluxe')).toContain('d:2');
    expect(allowedFor('d:1-deluxe')).not.toContain('d:1');
  });

  test('a gap is filled first', () => {
    expect(allowedFor('d:1', 'd:3')).toContain('d:2');
    expect(allowedFor('d:2', 'd:3')).toContain('d:1');
  });

  test('nothing is allowed to who has read it all', () => {
    expect(allowedFor('d:1', 'd:2', 'd:3').some((id) => id.startsWith('d:'))).toBe(false);
  });

  test('the series of the same name by another author is another series', () => {
    expect(allowedFor('k:1')).toContain('d:1');
  });
});
