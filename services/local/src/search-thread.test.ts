import { expect, onTestFinished, test } from 'vitest';
import { createProduct } from './product.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';
import { smallLibrary } from './testing/small-library.ts';

test('a search in its own thread finds a book as soon as it is written, and its rating with it', async () => {
  const parts = await embeddedPartsInMemory({ ...smallLibrary(), isSearchThreaded: true });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await parts.close();
    isOpen = false;
  };
  onTestFinished(close);
  const product = createProduct(parts.deps);
  const send = async (method: string, path: string, body: unknown) =>
    product.fetch(
      new Request(`http://localhost${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    );
  const found = async () => {
    const response = await send('POST', '/search', { query: 'xanadu gazette' });
    const { results } = (await response.json()) as {
      results: { book_id: string; rating: number }[];
    };
    return results.map(({ book_id, rating }) => [book_id, rating]);
  };
  const record = { title: 'The Xanadu Gazette', authors: [{ author_name: 'Kim' }], subjects: [] };
  expect((await send('PUT', '/books/b:x', { ...record, isbn_13: [] })).status).toBe(201);
  expect(await found()).toEqual([['b:x', null]]);
  for (let reader = 0; reader < 5; reader += 1) {
    await send('POST', '/books/b:x/rate', { user_id: `reader-${reader}`, rating: 4 });
  }
  expect(await found()).toEqual([['b:x', 4]]);
  await close();
  expect((await send('POST', '/search', { query: 'gazette' })).status).toBe(503);
});
