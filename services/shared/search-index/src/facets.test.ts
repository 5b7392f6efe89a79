import { array, assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDocument, anIndex } from './testing/documents.ts';
import { ValueTally } from './value-tally.ts';

const EVERYTHING = { filters: {}, sort: 'relevance', limit: 1, offset: 0 } as const;

describe('a facet with more values than are listed', () => {
  const subjects = Array.from(
    { length: 150 },
    (_, i) => `${i % 2 === 0 ? 'Sea' : 'air'} ${1000 + i}`,
  );
  const books = [
    ...subjects.map((subject) => aDocument({ id: subject, subjects: [subject] })),
    aDocument({ id: 'again', subjects: ['air 1149', 'Sea 1148'] }),
  ];

  test('lists the commonest, and of those as common the first by name, capitals in front', () => {
    const { facets } = anIndex(books).search({ ...EVERYTHING, facets: ['subject'] });
    const capitals = subjects.filter((name) => name.startsWith('Sea') && name !== 'Sea 1148');
    const rest = subjects.filter((name) => name.startsWith('air')).slice(0, 24);
    expect(facets.subject?.slice(0, 2)).toEqual([
      { value: 'Sea 1148', count: 2 },
      { value: 'air 1149', count: 2 },
    ]);
    expect(facets.subject?.slice(2).map(({ value }) => value)).toEqual([...capitals, ...rest]);
  });

  test('lists the same when the books came one by one', () => {
    const grown = anIndex(books.slice(0, 100));
    for (const book of books.slice(100)) grown.upsert(book);
    const query = { ...EVERYTHING, facets: ['subject', 'year', 'language'] } as const;
    expect(grown.search(query).facets).toEqual(anIndex(books).search(query).facets);
  });
});

describe('a tally of values', () => {
  test('knows the n-th largest count as sorting does', () => {
    assert(
      property(array(integer({ min: 0, max: 20 })), integer({ min: 1, max: 12 }), (values, n) => {
        const tally = new ValueTally(21);
        for (const value of values) {
          if (tally.counts[value] === 0) tally.present[tally.presentCount++] = value;
          tally.counts[value]! += 1;
        }
        const sorted = [...tally.counts].filter((count) => count > 0).sort((a, b) => b - a);
        expect(tally.nthLargest(n)).toBe(sorted[n - 1] ?? 0);
        tally.clear();
        expect(tally.counts.every((count) => count === 0)).toBe(true);
      }),
    );
  });
});
