import { aBook } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { ratingsApp } from '../testing/ratings-app.ts';

test('keeps what a reader does not want, shows it and takes it off again', async () => {
  const { send, invalidated } = await ratingsApp();
  const added = await send('PUT', '/users/ann/not-interested', {
    scope: 'subject',
    id: 'true crime',
  });
  expect(added.status).toBe(200);
  expect(await added.json()).toEqual({
    scope: 'subject',
    id: 'true crime',
    added_at: '2026-01-02T03:04:05.000Z',
  });
  expect(await (await send('GET', '/users/ann/not-interested')).json()).toMatchObject({
    count: 1,
    not_interested: [{ scope: 'subject', id: 'true crime' }],
  });
  expect((await send('DELETE', '/users/ann/not-interested/subject/true%20crime')).status).toBe(204);
  expect(invalidated).toEqual(['ann', 'ann']);
  expect((await send('DELETE', '/users/ann/not-interested/subject/true%20crime')).status).toBe(404);
  expect(await (await send('GET', '/users/ann/not-interested')).json()).toMatchObject({ count: 0 });
});

test('knows the book that is not wanted', async () => {
  const { send } = await ratingsApp({ books: [aBook({ book_id: 'gb:1' })] });
  expect(
    (await send('PUT', '/users/ann/not-interested', { scope: 'book', id: 'gb:1' })).status,
  ).toBe(200);
  expect(
    (await send('PUT', '/users/ann/not-interested', { scope: 'book', id: 'gb:2' })).status,
  ).toBe(404);
});

test.each([
  {},
  { scope: 'mood', id: 'sad' },
  { scope: 'subject' },
  { scope: 'subject', id: '' },
  { scope: 'subject', id: '  ' },
  { scope: 'subject', id: 7 },
  { scope: 'book', id: 'not a book id' },
])('refuses %j', async (body) => {
  const { send } = await ratingsApp();
  expect((await send('PUT', '/users/ann/not-interested', body)).status).toBe(400);
});
