import { aBook } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { searchApp } from '../testing/search-app.ts';

const source = (average: number, count: number) => ({
  source_rating: { average, count, source: 'goodreads', as_of: '2017-09-01' },
});
const books = [
  aBook({
    book_id: 'gb:2',
    title: "Harry Potter and the Sorcerer's Stone",
    authors: [{ author_name: 'J.K. Rowling' }],
    publication_year: 1997,
    language: 'en',
    subjects: ['fantasy', 'young adult'],
    ...source(4.4, 4_600_000),
  }),
  aBook({
    book_id: 'gb:24',
    title: 'Harry Potter and the Goblet of Fire',
    authors: [{ author_name: 'J.K. Rowling' }],
    publication_year: 2000,
    language: 'en',
    subjects: ['fantasy'],
    ...source(4.5, 1_700_000),
  }),
  aBook({
    book_id: 'gb:3',
    title: 'Hamlet',
    authors: [{ author_name: 'William Shakespeare' }],
    publication_year: 1600,
    ...source(4, 500_000),
  }),
];
type Answer = { total: number; count: number; results: { book_id: string }[] };
const idsOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as Answer).results.map(({ book_id }) => book_id);

describe('basic search', () => {
  test('finds a misspelt title, the most popular volume first', async () => {
    const { send } = await searchApp(books);
    const response = await send('POST', '/search', { query: 'harry poter' });
    expect(response.status).toBe(200);
    const answer = await response.json();
    expect(answer).toMatchObject({
      query: 'harry poter',
      count: 2,
      total: 2,
      results: [
        {
          book_id: 'gb:2',
          title: "Harry Potter and the Sorcerer's Stone",
          authors: ['J.K. Rowling'],
          year: 1997,
          rating: 4.4,
          ratings_count: 4_600_000,
        },
        { book_id: 'gb:24' },
      ],
    });
    expect(answer).toHaveProperty('took_ms');
  });

  test('pages, filters and counts', async () => {
    const { send } = await searchApp(books);
    expect(
      await idsOf(send('POST', '/search', { query: 'harry potter', limit: 1, offset: 1 })),
    ).toEqual(['gb:24']);
    const answer = await send('POST', '/search', {
      query: 'harry potter',
      filters: { subject: ['young adult'] },
      facets: ['subject'],
    });
    expect(await answer.json()).toMatchObject({
      total: 1,
      results: [{ book_id: 'gb:2' }],
      facets: {
        subject: [
          { value: 'fantasy', count: 2 },
          { value: 'young adult', count: 1 },
        ],
      },
    });
  });

  test.each([
    '日本語',
    'كتاب',
    '😀',
    '!!!',
    'x',
    'a'.repeat(500),
    '" OR 1=1 --',
    '*:*',
    '%00',
    '__proto__',
  ])('answers %s without failing', async (query) => {
    const { send } = await searchApp(books);
    expect((await send('POST', '/search', { query })).status).toBe(200);
  });

  test.each([
    {},
    { query: '' },
    { query: '   ' },
    { query: 7 },
    { query: 'x', limit: 0 },
    { query: 'x', limit: 101 },
    { query: 'x', limit: '10' },
    { query: 'x', limit: 2 ** 31 },
    { query: 'x', offset: 1001 },
    { query: 'x', offset: -1 },
    { query: 'x', sort: 'price' },
    { query: 'x', facets: ['colour'] },
    { query: 'x', filters: { min_rating: 6 } },
    { query: 'x', filters: { subject: 'fantasy' } },
    { query: 'x'.repeat(1001) },
    '{"query":',
    '[]',
    'null',
  ])('refuses %j', async (body) => {
    const { send } = await searchApp(books);
    expect((await send('POST', '/search', body)).status).toBe(400);
  });
});

describe('the cacheable twin', () => {
  test('gives the same results', async () => {
    const { send } = await searchApp(books);
    const response = await send(
      'GET',
      '/search?q=harry%20poter&subject=young%20adult&min_year=1990&facets=language',
    );
    expect(response.headers.get('cache-control')).toContain('max-age');
    expect(await response.json()).toMatchObject({
      results: [{ book_id: 'gb:2' }],
      facets: { language: [{ value: 'en', count: 1 }] },
    });
  });

  test.each([
    '',
    '?q=',
    '?q=x&limit=0',
    '?q=x&limit=abc',
    '?q=x&sort=price',
    '?q=x&min_rating=9',
    '?q=x&q=y',
  ])('refuses %s', async (query) => {
    const { send } = await searchApp(books);
    expect((await send('GET', `/search${query}`)).status).toBe(400);
  });
});

describe('advanced search', () => {
  test.each([
    [{ title: 'goblet' }, ['gb:24']],
    [{ author: 'rowling' }, ['gb:2', 'gb:24']],
    [{ subject: ['Young-Adult'] }, ['gb:2']],
    [{ min_year: 1990, max_year: 1999 }, ['gb:2']],
    [{ max_year: 1700 }, ['gb:3']],
    [{ min_rating: 4.45 }, ['gb:24']],
    [{ language: 'EN', sort: 'newest' }, ['gb:24', 'gb:2']],
  ])('finds by %j', async (criteria, ids) => {
    const { send } = await searchApp(books);
    expect(await idsOf(send('POST', '/search/advanced', criteria))).toEqual(ids);
  });

  test('says which criteria it applied', async () => {
    const { send } = await searchApp(books);
    const response = await send('POST', '/search/advanced', { author: 'rowling', min_year: 1998 });
    expect(await response.json()).toMatchObject({
      filters_applied: { author: 'rowling', min_year: 1998 },
    });
  });

  test.each([
    {},
    { limit: 5 },
    { sort: 'newest' },
    { title: '' },
    { min_year: 2000, max_year: 1990 },
    { min_year: '1990' },
  ])('refuses %j', async (criteria) => {
    const { send } = await searchApp(books);
    expect((await send('POST', '/search/advanced', criteria)).status).toBe(400);
  });
});

describe('titles by prefix', () => {
  test('come most popular first, whatever the case', async () => {
    const { send } = await searchApp(books);
    expect(await (await send('GET', '/search/shard/HAR?limit=10')).json()).toEqual({
      prefix: 'HAR',
      count: 2,
      results: [
        { book_id: 'gb:2', title: "Harry Potter and the Sorcerer's Stone" },
        { book_id: 'gb:24', title: 'Harry Potter and the Goblet of Fire' },
      ],
    });
    expect(await idsOf(send('GET', '/search/shard/h?limit=1'))).toEqual(['gb:2']);
    expect(await idsOf(send('GET', '/search/shard/zzz'))).toEqual([]);
  });

  test.each([
    '/search/shard/HAR?limit=0',
    '/search/shard/HAR?limit=1000',
    '/search/shard/%00',
    '/search/shard/%ZZ',
  ])('refuses %s', async (path) => {
    const { send } = await searchApp(books);
    expect((await send('GET', path)).status).toBe(400);
  });

  test('is a 404 without a prefix', async () => {
    const { send } = await searchApp(books);
    expect((await send('GET', '/search/shard/')).status).toBe(404);
  });
});

test('suggests titles and authors while a reader types', async () => {
  const { send } = await searchApp(books);
  expect(await (await send('GET', '/search/suggest?q=ham')).json()).toMatchObject({
    query: 'ham',
    suggestions: [{ kind: 'book', text: 'Hamlet', book_id: 'gb:3' }],
  });
  expect(await (await send('GET', '/search/suggest?q=rowl')).json()).toMatchObject({
    suggestions: [{ kind: 'author', text: 'J.K. Rowling' }, { kind: 'book' }, { kind: 'book' }],
  });
  expect((await send('GET', '/search/suggest')).status).toBe(400);
});
