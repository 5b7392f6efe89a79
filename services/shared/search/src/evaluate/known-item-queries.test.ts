import { editDistance } from '@books/search-index/edit-distance';
import { describe, expect, test } from 'vitest';
import { knownItemQueries, QUERY_KINDS } from './known-item-queries.ts';

const BOOKS = [
  { id: 'dune', title: 'Dune Messiah (Dune, #2)', authors: ['Frank Herbert'], readers: 90 },
  { id: 'again', title: 'DUNE messiah', authors: ['Somebody Else'], readers: 0 },
];
const [KNOWN] = BOOKS;

function queriesOf(kind: string): string[] {
  return knownItemQueries([KNOWN!], BOOKS, 20, 7)
    .filter((query) => query.kind === kind)
    .map(({ query }) => query);
}

describe('known-item queries', () => {
  test('are the same for the same seed and others for another', () => {
    const drawn = (seed: number) => JSON.stringify(knownItemQueries(BOOKS, BOOKS, 20, seed));
    expect(drawn(7)).toBe(drawn(7));
    expect(drawn(7)).not.toBe(drawn(8));
  });

  test('come in every kind, as many as asked for', () => {
    const queries = knownItemQueries(BOOKS, BOOKS, 20, 7);
    for (const kind of QUERY_KINDS) {
      expect([kind, queries.filter((query) => query.kind === kind).length]).toEqual([kind, 20]);
    }
  });

  test('take every book with the same title for right, and the author where it is named', () => {
    const queries = knownItemQueries([KNOWN!], BOOKS, 1, 7);
    const right = (kind: string) => queries.find((query) => query.kind === kind)?.relevant;
    expect(right('exact')).toEqual(['dune', 'again']);
    expect(right('title_author')).toEqual(['dune']);
  });

  test('spell the title, and the author, as they are', () => {
    expect(queriesOf('exact')[0]).toBe('Dune Messiah');
    expect(queriesOf('title_author')[0]).toBe('Dune Messiah herbert');
  });

  test('make one edit in the long word, and not in its first letter', () => {
    for (const query of queriesOf('typo1')) {
      expect(editDistance(query, 'dune messiah', 3)).toBe(1);
      expect(query.startsWith('dune m')).toBe(true);
    }
  });

  test('make one edit at the first letter of the long word', () => {
    for (const query of queriesOf('typo_first')) {
      expect(query.startsWith('dune ')).toBe(true);
      expect(editDistance(query, 'dune messiah', 3)).toBe(1);
    }
  });

  test('break off, join and split', () => {
    // 60 % of 12 letters.
    expect(queriesOf('prefix60')[0]).toBe('dune mes');
    expect(queriesOf('joined')[0]).toBe('dunemessiah');
    for (const query of queriesOf('split')) {
      expect(query.replaceAll(' ', '')).toBe('dunemessiah');
      expect(query.split(' ').length).toBe(3);
    }
  });
});
