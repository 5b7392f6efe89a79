import { describe, expect, test } from 'vitest';
import { readCatalogueLine } from './catalogue-line.ts';

const read = (record: unknown) => readCatalogueLine(JSON.stringify(record)).book;

describe('a line of a catalogue', () => {
  test('may be a canonical record', () => {
    const dune = {
      book_id: 'gb:1',
      title: 'Dune',
      authors: [{ author_name: 'Frank Herbert' }],
      isbn_13: [],
      subjects: ['Deserts'],
    };
    expect(read(dune)).toMatchObject(dune);
  });

  test('may be the short form, with as little as an id and a title', () => {
    expect(read({ book_id: '1', title: 'Dune', authors: [] })).toMatchObject({
      book_id: '1',
      title: 'Dune',
      authors: [],
      subjects: [],
    });
    expect(
      read({ book_id: '1', title: 'Dune', authors: ['F. H.'], rating: 4.2, ratings_count: 7 }),
    ).toMatchObject({ source_rating: { average: 4.2, count: 7 } });
  });

  test('keeps what it says though it names no author', () => {
    expect(
      read({
        book_id: '1',
        title: 'Beowulf',
        authors: [],
        year: 1000,
        rating: 4,
        ratings_count: 7,
      }),
    ).toMatchObject({ publication_year: 1000, source_rating: { average: 4, count: 7 } });
  });

  test('may say null for what is not known', () => {
    const { publication_year, subjects, source_rating } = read({
      book_id: '1',
      title: 'Dune',
      authors: [],
      year: null,
      subjects: null,
      rating: null,
      ratings_count: null,
    });
    expect([publication_year, subjects, source_rating]).toEqual([undefined, [], undefined]);
  });

  test.each([
    [{ book_id: '1', authors: [] }, 'title'],
    [{ book_id: 'a b', title: 'Dune', authors: [] }, 'book_id'],
    [{ book_id: '1', title: 'Dune', authors: [], year: 'long ago' }, 'year'],
    [{ book_id: '1', title: 'Dune', authors: [], rating: 50 }, 'rating'],
    [{ book_id: '1', title: 'Dune', authors: 'Frank Herbert' }, 'authors'],
  ])('is refused with the field that is wrong: %j', (record, field) => {
    expect(() => read(record)).toThrow(`at ${field}`);
  });
});
