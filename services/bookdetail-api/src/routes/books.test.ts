import { aBook, aRating, bookId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import { bookdetailApp } from '../testing/bookdetail-app.ts';

const dune = aBook({
  book_id: 'gb:1',
  title: 'Dune',
  authors: [{ author_name: 'Frank Herbert' }],
  publication_year: 1965,
  isbn_13: ['9780441013593'],
  source_rating: { average: 4.2, count: 10, source: 'goodreads', as_of: '2017-09-01' },
});
const emma = aBook({ book_id: 'gb:2', title: 'Emma' });

describe('looking a book up', () => {
  test('gives the record, null for what it does not say, and the ratings given here', async () => {
    const { send, store } = await bookdetailApp([dune]);
    await store.ratings.rate(aRating({ userId: 'ann', stars: 4 }));
    await store.ratings.rate(aRating({ userId: 'bob', stars: 5 }));
    const response = await send('GET', '/books/gb:1');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      book_id: 'gb:1',
      title: 'Dune',
      authors: [{ author_name: 'Frank Herbert' }],
      publication_year: 1965,
      isbn: null,
      isbn_13: ['9780441013593'],
      language: null,
      subjects: [],
      source_rating: { average: 4.2, count: 10, source: 'goodreads', as_of: '2017-09-01' },
      average_rating: 4.5,
      ratings_count: 2,
    });
  });

  test('does not count the ratings that came with the catalogue', async () => {
    const { send } = await bookdetailApp([dune]);
    expect(await (await send('GET', '/books/gb:1')).json()).toMatchObject({
      average_rating: null,
      ratings_count: 0,
    });
  });

  test('is a 404 for a stranger and a 400 for what cannot be an id', async () => {
    const { send } = await bookdetailApp([dune]);
    expect((await send('GET', '/books/gb:404')).status).toBe(404);
    expect((await send('GET', '/books/__proto__')).status).toBe(400);
    expect((await send('GET', '/books/%2e%2e%2fetc')).status).toBe(400);
  });

  test('answers with the canonical record for an id that was merged away', async () => {
    const { send, store } = await bookdetailApp([dune, emma]);
    await store.books.redirect(emma.book_id, dune.book_id);
    expect(await (await send('GET', '/books/gb:2')).json()).toMatchObject({ book_id: 'gb:1' });
  });

  test('is a 304 until a rating changes the answer', async () => {
    const { send, store } = await bookdetailApp([dune]);
    const tag = (await send('GET', '/books/gb:1')).headers.get('etag') ?? '';
    const again = await send('GET', '/books/gb:1', undefined, { 'if-none-match': tag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    await store.ratings.rate(aRating({ stars: 4 }));
    expect((await send('GET', '/books/gb:1', undefined, { 'if-none-match': tag })).status).toBe(
      200,
    );
  });
});

describe('looking several up', () => {
  test('keeps the order, answers repeats once and names the missing', async () => {
    const { send } = await bookdetailApp([dune, emma]);
    const response = await send('POST', '/books/batch', {
      book_ids: ['gb:2', 'gb:404', 'gb:1', 'gb:2', 'gb:404'],
    });
    expect(await response.json()).toMatchObject({
      books: [{ book_id: 'gb:2' }, { book_id: 'gb:1' }],
      count: 2,
      missing: ['gb:404'],
    });
  });

  test('answers two ids of one merged book once', async () => {
    const { send, store } = await bookdetailApp([dune, emma]);
    await store.books.redirect(emma.book_id, dune.book_id);
    expect(
      await (await send('POST', '/books/batch', { book_ids: ['gb:2', 'gb:1'] })).json(),
    ).toMatchObject({
      books: [{ book_id: 'gb:1' }],
      count: 1,
      missing: [],
    });
  });

  test('gives the ratings of each, of a merged one those of the book it was merged into', async () => {
    const { send, store } = await bookdetailApp([dune, emma, aBook({ book_id: 'gb:3' })]);
    await store.ratings.rate(aRating({ bookId: 'gb:1', stars: 4 }));
    await store.ratings.rate(aRating({ bookId: 'gb:3', stars: 2 }));
    await store.books.redirect(emma.book_id, dune.book_id);
    expect(
      await (await send('POST', '/books/batch', { book_ids: ['gb:2', 'gb:3'] })).json(),
    ).toMatchObject({ books: [{ average_rating: 4 }, { average_rating: 2 }] });
  });

  test.each([
    { book_ids: [] },
    { book_ids: 'gb:1' },
    { book_ids: ['batch'] },
    { book_ids: [1] },
    { book_ids: Array.from({ length: 101 }, (_, n) => `gb:${n}`) },
    {},
  ])('refuses a list that is none (%#)', async (body) => {
    const { send } = await bookdetailApp([dune]);
    expect((await send('POST', '/books/batch', body)).status).toBe(400);
  });
});

describe('writing a record', () => {
  test('makes a new book and announces it', async () => {
    const { send, published } = await bookdetailApp();
    const response = await send('PUT', '/books/gb:9', {
      title: 'Persuasion',
      subjects: ['classics'],
    });
    expect(response.status).toBe(201);
    expect(await (await send('GET', '/books/gb:9')).json()).toMatchObject({ title: 'Persuasion' });
    expect(published).toEqual([{ table: 'books', key: 'gb:9' }]);
  });

  test('replaces a record and keeps its ratings', async () => {
    const { send, store } = await bookdetailApp([dune]);
    await store.ratings.rate(aRating({ stars: 4 }));
    const response = await send('PUT', '/books/gb:1', { book_id: 'gb:1', title: 'Dune Messiah' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      title: 'Dune Messiah',
      ratings_count: 1,
      isbn_13: [],
    });
  });

  test('is a conflict for an id that was merged away', async () => {
    const { send, store } = await bookdetailApp([dune, emma]);
    await store.books.redirect(emma.book_id, dune.book_id);
    expect((await send('PUT', '/books/gb:2', { title: 'Emma' })).status).toBe(409);
    expect((await store.books.find(bookId('gb:2')))?.book_id).toBe('gb:1');
  });

  test.each([
    { title: '' },
    {},
    { title: 'x', book_id: 'gb:8' },
    { title: 'x', isbn_13: ['9780441013590'] },
    { title: 'x', publication_year: 1965.5 },
    { title: 'x', language: 'English' },
    { title: 'x', authors: ['Frank Herbert'] },
  ])('refuses %j', async (record) => {
    const { send, store } = await bookdetailApp();
    expect((await send('PUT', '/books/gb:9', record)).status).toBe(400);
    expect(await store.books.find(bookId('gb:9'))).toBeUndefined();
  });
});

describe('the front door', () => {
  test('shows the OpenAPI document and a page that renders it from here', async () => {
    const { send } = await bookdetailApp();
    expect(await (await send('GET', '/openapi.json')).json()).toEqual({ openapi: '3.1.0' });
    const page = await (await send('GET', '/docs')).text();
    expect(page).toContain('/docs/swagger-ui.js');
    expect(page).not.toMatch(/https?:\/\//);
    expect(await (await send('GET', '/docs/swagger-ui.css')).text()).toBe('style');
    expect((await send('GET', '/')).headers.get('location')).toBe('/docs');
  });

  test('says that it is there', async () => {
    const { send } = await bookdetailApp();
    expect(await (await send('GET', '/healthz')).text()).toBe('ok');
    expect(await (await send('GET', '/health')).json()).toEqual({ status: 'ok' });
  });
});
