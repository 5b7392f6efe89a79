import { describe, expect, test } from 'vitest';
import type { IndexDocument } from './index-document.ts';
import type { IndexQuery } from './index-query.ts';
import { aDocument, anIndex } from './testing/documents.ts';
import { matchingIds } from './testing/oracle.ts';

// Enough for every way of gathering candidates: lists beyond what is read one by one and beyond what is scored.
const COUNT = 6000;
const WORDS = ['sea', 'seas', 'season', 'search', 'night', 'nightfall', 'the', 'of', 'wolf', 'x1'];

/** The same books each time; every word is in some thousands, in some hundreds, or in few. */
const BOOKS: readonly IndexDocument[] = Array.from({ length: COUNT }, (_, i) =>
  aDocument({
    id: `book${i}`,
    title: ['the', ...WORDS.filter((_, w) => (i * (w + 7)) % (w + 2) === 0)].join(' '),
    authors: [i % 3 === 0 ? 'Anna Wolf' : 'Bert Sander'],
    subjects: i % 7 === 0 ? ['Sea stories'] : ['Others'],
    language: i % 4 === 0 ? 'en' : 'pl',
    year: 1900 + (i % 100),
    rating: 1 + (i % 5),
    popularity: (i * 7919) % 10_000,
  }),
);

const PLAIN = { filters: {}, sort: 'relevance', facets: [], limit: 100, offset: 0 } as const;
const index = anIndex(BOOKS);
const search = (query: Partial<IndexQuery>) => index.search({ ...PLAIN, ...query });

describe('a query with thousands of matches', () => {
  test.each([
    'the',
    's',
    'sea',
    'the se',
    'night wolf',
    'the of sea',
    'nightfall the',
    'x',
    'anna sea',
  ])('has an exact total: %s', (text) => {
    const expected = matchingIds(BOOKS, text)!;
    const { total, hits } = search({ text });
    expect(total).toBe(expected.size);
    expect(hits.every(({ document }) => expected.has(document.id))).toBe(true);
  });

  test('is filtered and counted over all of them', () => {
    const expected = matchingIds(BOOKS, 'se')!;
    const matches = BOOKS.filter(({ id }) => expected.has(id));
    const kept = matches.filter(({ rating, year }) => rating! >= 3 && year! >= 1950);
    const { total, hits, facets } = search({
      text: 'se',
      filters: { minRating: 3, minYear: 1950 },
      facets: ['language', 'subject'],
    });
    expect(total).toBe(kept.length);
    expect(hits.every(({ document }) => document.rating! >= 3)).toBe(true);
    const english = kept.filter(({ language }) => language === 'en').length;
    expect(facets.language?.find(({ value }) => value === 'en')?.count).toBe(english);
    const atSea = kept.filter(({ subjects }) => subjects[0] === 'Sea stories').length;
    expect(facets.subject?.find(({ value }) => value === 'Sea stories')?.count).toBe(atSea);
  });

  test.each([
    ['the xqzvw night', 'the night', ['xqzvw']],
    ['xqzvw the of sea', 'the of sea', ['xqzvw']],
    ['the xqzvw wolf zzzzzz', 'the wolf', ['xqzvw', 'zzzzzz']],
  ])('is left when words are given up: %s', (text, rest, givenUp) => {
    const { total, dropped } = search({ text });
    expect(dropped).toEqual(givenUp);
    expect(total).toBe(matchingIds(BOOKS, rest)!.size);
  });

  test('is counted over all of them when the filter lets most pass', () => {
    const expected = matchingIds(BOOKS, 'se')!;
    const kept = BOOKS.filter(({ id, year }) => expected.has(id) && year! >= 1901);
    expect(kept.length).toBeGreaterThan(2048);
    expect(search({ text: 'se', filters: { minYear: 1901 } }).total).toBe(kept.length);
  });

  test('is sorted over all of them', () => {
    const { hits } = search({ text: 'the', sort: 'ratings', limit: 3 });
    const { hits: newest } = search({ text: 'the', sort: 'newest', limit: 3 });
    expect(newest.map(({ document }) => document.year)).toEqual([1999, 1999, 1999]);
    expect(hits.length).toBe(3);
  });

  test('has pages that follow on each other', () => {
    const all = search({ text: 'the', limit: 100 }).hits.map(({ document }) => document.id);
    const second = search({ text: 'the', limit: 50, offset: 50 }).hits;
    expect(second.map(({ document }) => document.id)).toEqual(all.slice(50));
    expect(search({ text: 'the', limit: 100, offset: 1000 }).hits.length).toBe(100);
  });

  test('puts the unknown book first whose title was typed in full', () => {
    const withSeldom = anIndex([
      ...BOOKS,
      aDocument({ id: 'seldom', title: 'The', popularity: 0 }),
    ]);
    expect(withSeldom.search({ ...PLAIN, text: 'the' }).hits[0]?.document.id).toBe('seldom');
  });

  test('holds a book once that is found with its article and without', () => {
    const crowded = BOOKS.map((book) => ({ ...book, title: 'Of the Sea', popularity: 0 }));
    const themes = aDocument({ id: 'zzz', title: 'The Themes' });
    const ids = anIndex([...crowded, themes])
      .search({ ...PLAIN, text: 'the' })
      .hits.map(({ document }) => document.id);
    expect(ids.filter((id) => id === 'zzz')).toEqual(['zzz']);
  });

  test('puts it first even when only the most popular were gathered', () => {
    const crowded = BOOKS.map((book) => ({ ...book, title: 'season search seas sea' }));
    const withSeldom = anIndex([
      ...crowded,
      aDocument({ id: 'seldom', title: 'Se', popularity: 0 }),
    ]);
    const { hits, total } = withSeldom.search({ ...PLAIN, text: 'se' });
    expect(hits[0]?.document.id).toBe('seldom');
    expect(total).toBe(COUNT + 1);
  });

  test.each([0, 5, 80])('is counted as before, once %i of them have changed', (changes) => {
    const crowded = BOOKS.map((book, i) => ({
      ...book,
      title: 'season search seas sea',
      subjects: [`Shelf ${i % 150}`],
    }));
    const changed = crowded.slice(0, changes).map((book) => ({ ...book, subjects: ['Shelf 149'] }));
    const query = { text: 'se', facets: ['subject', 'language', 'year'] } as const;
    const grown = anIndex(crowded);
    grown.search({ ...PLAIN, ...query });
    for (const book of changed) {
      grown.upsert(book);
      grown.search({ ...PLAIN, ...query });
    }
    const expected = anIndex([...changed, ...crowded.slice(changes)]);
    for (const _ of [1, 2]) {
      const { total, facets } = grown.search({ ...PLAIN, ...query });
      expect(total).toBe(COUNT);
      expect(facets).toEqual(expected.search({ ...PLAIN, ...query }).facets);
    }
  });

  test('leaves out what has been replaced', () => {
    const changing = anIndex(BOOKS);
    const before = changing.search({ ...PLAIN, text: 'the' }).total;
    for (const { id } of BOOKS.slice(0, 10)) changing.upsert(aDocument({ id, title: 'Gone' }));
    expect(changing.search({ ...PLAIN, text: 'the' }).total).toBe(before - 10);
    expect(changing.search({ ...PLAIN, text: 'gone' }).total).toBe(10);
    expect(changing.deltaSize).toBe(10);
  });
});
