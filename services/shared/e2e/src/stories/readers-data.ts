import type { Stack } from '@books/stack/start-stack';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createApi, newReader } from '../api.ts';
import { everythingKept } from '../testing/everything-kept.ts';
import { randomIsbn13 } from '../random-isbn.ts';

/** A job whose worker was killed is given to another when its lock has run out and two looks have found it so: 10 s each. */
const AFTER_A_KILL = { timeout: 150_000, interval: 200 };
const LONGEST_TEST_MS = 240_000;

const Import = z.object({
  state: z.string(),
  failure: z.string().optional(),
  outcomes: z.record(z.string(), z.number()),
});
const Rows = z.object({
  rows: z.array(z.object({ row: z.int(), candidates: z.array(z.unknown()).optional() })),
});
const Receipt = z.object({
  state: z.string(),
  removed: z.record(z.string(), z.number()).optional(),
});

const NotInterestedList = z.object({
  not_interested: z.array(z.object({ scope: z.string(), id: z.string() })),
});

/** What readers bring, take with them and leave behind, while the worker that does it is killed. */
export function readersData(stack: () => Stack): void {
  const send = (method: string, path: string, body?: string, type = 'application/json') =>
    fetch(stack().baseUrl + path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': type } }),
    });
  const get = async <Answer extends z.ZodType>(path: string, answer: Answer) =>
    answer.parse(await (await send('GET', path)).json());
  const killWorker = async () => {
    await stack().kill('worker');
    await stack().restart('worker');
  };

  test(
    'a file comes in row by row although the worker dies over it, and can be taken back',
    async () => {
      const api = createApi(stack().baseUrl);
      const reader = newReader();
      const isbn = randomIsbn13();
      const [byTitle, byIsbn, unsure] = [
        await api.newBook(),
        await api.newBook({ isbn_13: [isbn] }),
        await api.newBook(),
      ];
      const file = [
        'Title,Author,ISBN13,My Rating',
        `${byTitle.title},Nobody Else,,5`,
        `${byIsbn.title},Nobody Else,"=""${isbn}""",4.5`,
        `${unsure.title},Quite Another,,3`,
        'Unheard Of,Nobody,,2',
        ...Array.from({ length: 200 }, (_, n) => `Unheard Of ${n},Nobody,,2`),
      ].join('\n');
      // Found by title only when search knows it.
      await vi.waitFor(async () => {
        for (const { book_id: id, title } of [byTitle, unsure]) {
          expect(await api.found(id, title)).toBeDefined();
        }
      });

      const response = await send('POST', `/users/${reader}/imports`, file, 'text/csv');
      expect(response.status).toBe(202);
      const path = response.headers.get('location') ?? '';
      const reach = (state: string) =>
        vi.waitFor(
          async () => expect(await get(path, Import)).toMatchObject({ state }),
          AFTER_A_KILL,
        );
      await killWorker();
      await reach('completed');
      expect((await get(path, Import)).outcomes).toMatchObject({ imported: 2, needs_review: 1 });
      expect(await api.ratingsOfBook(byIsbn.book_id)).toMatchObject({ average_rating: 4.5 });

      const { rows } = await get(`${path}/rows?outcome=needs_review`, Rows);
      const resolved = { rows: rows.map(({ row }) => ({ row, book_id: unsure.book_id })) };
      expect((await send('PATCH', path, JSON.stringify(resolved))).status).toBe(200);
      expect((await api.ratingsOfReader(reader)).total_ratings).toBe(3);
      const csv = await (await send('GET', `/users/${reader}/export?format=goodreads`)).text();
      expect(csv).toContain(unsure.title);

      await send('DELETE', path);
      await reach('undone');
      expect((await api.ratingsOfReader(reader)).total_ratings).toBe(0);
      for (const { book_id: id } of [byTitle, byIsbn, unsure]) {
        expect(await api.ratingsOfBook(id)).toMatchObject({
          total_ratings: 0,
          average_rating: null,
        });
      }
    },
    LONGEST_TEST_MS,
  );

  test('an export brings what is not wanted along, book by book', async () => {
    const [before, after] = [newReader(), newReader()];
    const { book_id: id } = await createApi(stack().baseUrl).newBook();
    const entry = { scope: 'book', id };
    await send('PUT', `/users/${before}/not-interested`, JSON.stringify(entry));
    const exported = await (await send('GET', `/users/${before}/export`)).text();
    const response = await send('POST', `/users/${after}/imports`, exported);
    expect(response.status).toBe(202);
    const path = response.headers.get('location') ?? '';
    await vi.waitFor(
      async () => expect(await get(path, Import)).toMatchObject({ state: 'completed' }),
      { timeout: 30_000, interval: 200 },
    );
    const list = await get(`/users/${after}/not-interested`, NotInterestedList);
    expect(list.not_interested).toMatchObject([entry]);
  });

  test(
    'a reader who leaves is found nowhere any more, although the worker dies over it',
    async () => {
      const api = createApi(stack().baseUrl);
      const [reader, other] = [newReader(), newReader()];
      const books = await Promise.all(Array.from({ length: 30 }, () => api.newBook()));
      for (const { book_id: id } of books) await api.rate(reader, id, 1);
      await api.rate(other, books[0]!.book_id, 5);
      await api.notInterested(reader, 'gb:1');
      const file = `Title,Author,My Rating\nUnheard Of,Nobody,5\n`;
      expect((await send('POST', `/users/${reader}/imports`, file, 'text/csv')).status).toBe(202);
      await api.recommendations(reader);
      await api.startRefresh();
      expect(await everythingKept(stack())).toContain(reader);

      expect((await send('DELETE', `/users/${reader}`)).status).toBe(202);
      await killWorker();
      await vi.waitFor(
        async () =>
          expect(await get(`/users/${reader}/erasure`, Receipt)).toMatchObject({
            state: 'completed',
            removed: { ratings: 30, not_interested: 1, imports: 1 },
          }),
        AFTER_A_KILL,
      );
      const late = JSON.stringify({ user_id: reader, rating: 5 });
      expect((await send('POST', `/books/gb:1/rate`, late)).status).toBe(409);
      expect(await api.ratingsOfBook(books[0]!.book_id)).toMatchObject({ average_rating: 5 });
      expect(await api.ratingsOfBook(books[1]!.book_id)).toMatchObject({ total_ratings: 0 });
      // Only what ends by itself may still be at it: the refresh that read the reader's ratings before.
      await vi.waitFor(
        async () => expect(whereFound(await everythingKept(stack()), reader)).toEqual([]),
        AFTER_A_KILL,
      );
    },
    LONGEST_TEST_MS,
  );
}

/** The lines that have the word, so that a failure shows them and not everything. */
function whereFound(everything: string, word: string): string[] {
  return everything
    .split('\n')
    .filter((line) => line.includes(word))
    .map((line) => line.slice(0, 300));
}
