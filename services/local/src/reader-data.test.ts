import { readdir, readFile } from 'node:fs/promises';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoggerOn } from '@books/service-kit/logger';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createProduct } from './product.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';
import { smallLibrary } from './testing/small-library.ts';

type Row = {
  readonly line: number;
  readonly outcome: string;
  readonly book_id?: string;
  readonly notes?: string[];
  readonly candidates?: { book_id: string }[];
};

/** What the answers of all these routes have together; what one has not is `undefined` and fails its test. */
type Answer = {
  readonly state: string;
  readonly outcomes: Record<string, number>;
  readonly rows: Row[];
  readonly ratings: { book_id: string; rating: number; timestamp: string }[];
  readonly total_ratings: number;
  readonly imports: unknown[];
  readonly not_interested: { scope: string; id: string; added_at: string }[];
};

async function newcomer(options: Parameters<typeof embeddedPartsInMemory>[0] = {}) {
  const parts = await embeddedPartsInMemory({ ...smallLibrary(), ...options });
  const product = createProduct(parts.deps);
  const send = async (method: string, path: string, body?: string, type = 'application/json') =>
    product.fetch(
      new Request(`http://localhost${path}`, {
        method,
        ...(body !== undefined && { body, headers: { 'content-type': type } }),
      }),
    );
  const get = async (path: string) => (await (await send('GET', path)).json()) as Answer;
  const rate = (book: string, rating: number, reader = 'ann') =>
    send('POST', `/books/${book}/rate`, JSON.stringify({ user_id: reader, rating }));
  /** Sends a file and waits until its import has come to an end. */
  const importFile = async (file: string, query = '', type = 'text/csv') => {
    const response = await send('POST', `/users/ann/imports${query}`, file, type);
    expect(response.status).toBe(202);
    const path = response.headers.get('location')!;
    await vi.waitFor(async () => expect((await get(path)).state).toBe('completed'), 10_000);
    return { path, status: await get(path) };
  };
  const rows = async (path: string, query = '') => (await get(`${path}/rows${query}`)).rows;
  const ratings = async () =>
    (await get('/users/ann/ratings?limit=100')).ratings
      .map(({ book_id, rating }) => `${book_id} ${rating}`)
      .sort();
  return { parts, send, get, rate, importFile, rows, ratings };
}

const FILE = `Book Id,Title,Author,ISBN,ISBN13,My Rating,Date Read,Date Added
1,The fantasy book number 0,fantasy author 0,"=""""","=""""",5,2020/02/03,2019/01/01
2,The crime book number 1,crime author 1,,,4.3,,2019/01/02
3,The fantasy book number 2,fantasy author 2,,,0,,
4,"The fantasy book, number 4",Somebody Else,,,3,,
5,Unheard Of,Nobody,,,3,,
6,The crime book number 3,crime author 3,,,0.4,,
7,The crime book number 5,crime author 1,,,9,,
8,,,,,4,,
`;

test('imports a file, and says of each row what became of it', async () => {
  const { importFile, rows, ratings, get } = await newcomer();
  const { path, status } = await importFile(FILE);
  expect(status).toMatchObject({ rows: 8, progress: 1, format: 'goodreads' });
  const told = (await rows(path)).map(({ line, outcome, book_id, notes }) =>
    [line, outcome, book_id, notes].filter((part) => part !== undefined),
  );
  expect(told).toEqual([
    [2, 'imported', 'b:0'],
    [3, 'imported', 'b:1', ['the rating 4.3 became 4.5']],
    [4, 'no_rating'],
    [5, 'needs_review'],
    [6, 'not_found'],
    [7, 'imported', 'b:3', ['the rating 0.4 became 1']],
    [8, 'invalid', ['the rating "9" is more than 5']],
    [9, 'invalid', ['it has neither title nor ISBN']],
  ]);
  expect(await ratings()).toEqual(['b:0 5', 'b:1 4.5', 'b:3 1']);
  const first = (await get('/users/ann/ratings?limit=100')).ratings.find(
    ({ book_id }) => book_id === 'b:0',
  );
  expect(first?.timestamp).toBe('2020-02-03T00:00:00.000Z');
});

test('a second time changes nothing, and a dry run never does', async () => {
  const { importFile, ratings, rate, get } = await newcomer();
  const { status: dry } = await importFile(FILE, '?dry_run=true');
  expect(dry.outcomes['imported']).toBe(3);
  expect(await ratings()).toEqual([]);
  await importFile(FILE);
  await rate('b:1', 2);
  const before = await get('/users/ann/ratings');
  const { status } = await importFile(FILE);
  expect(status.outcomes).toMatchObject({ unchanged: 2, kept: 1 });
  expect(await get('/users/ann/ratings')).toEqual(before);
});

test('is undone as a whole: what was there before stands again, what came since stays', async () => {
  const { importFile, ratings, rate, send, get } = await newcomer();
  await rate('b:0', 2);
  const figures = await get('/books/b:3/ratings');
  const { path } = await importFile(FILE, '?existing=replace');
  expect(await ratings()).toEqual(['b:0 5', 'b:1 4.5', 'b:3 1']);
  await rate('b:1', 3);
  expect((await send('DELETE', path)).status).toBe(202);
  await vi.waitFor(async () => expect((await get(path)).state).toBe('undone'));
  expect(await ratings()).toEqual(['b:0 2', 'b:1 3']);
  expect(await get('/books/b:3/ratings')).toEqual(figures);
});

test('rows in review are resolved by the reader', async () => {
  const { importFile, rows, ratings, send, get } = await newcomer();
  const { path } = await importFile(FILE);
  const [review] = await rows(path, '?outcome=needs_review');
  expect(review?.candidates?.[0]?.book_id).toBe('b:4');
  const patch = (resolutions: unknown) =>
    send('PATCH', path, JSON.stringify({ rows: resolutions }));
  expect((await patch([{ row: 1, book_id: 'b:4' }])).status).toBe(409);
  expect((await patch([{ row: 4, book_id: 'b:404' }])).status).toBe(404);
  expect(await rows(path, '?outcome=needs_review')).toHaveLength(1);
  expect(
    (
      await patch([
        { row: 4, book_id: 'b:4' },
        { row: 5, skip: true },
      ])
    ).status,
  ).toBe(200);
  expect(await ratings()).toContain('b:4 3');
  expect((await get(path)).outcomes).toEqual({ imported: 4, no_rating: 1, skipped: 1, invalid: 2 });
  await send('DELETE', path);
  await vi.waitFor(async () => expect((await get(path)).state).toBe('undone'));
  expect(await ratings()).toEqual([]);
});

test.each(['json', 'goodreads'])('an export as %s comes back as it was', async (format) => {
  const { importFile, ratings, rate, send, get } = await newcomer();
  for (const [n, stars] of [4.5, 1, 3, 2.5].entries()) await rate(`b:${n}`, stars);
  const before = await get('/users/ann/ratings?limit=100');
  const file = await (await send('GET', `/users/ann/export?format=${format}`)).text();
  for (let n = 0; n < 4; n += 1) await send('DELETE', `/users/ann/ratings/b:${n}`);
  expect(await ratings()).toEqual([]);
  const { status } = await importFile(
    file,
    '',
    format === 'json' ? 'application/json' : 'text/csv',
  );
  expect(status.outcomes).toEqual({ imported: 4 });
  expect(await get('/users/ann/ratings?limit=100')).toEqual(before);
});

test('what is not wanted comes back from an export, and is taken back with it', async () => {
  const { importFile, send, get, rows } = await newcomer();
  const list = async () => (await get('/users/ann/not-interested')).not_interested;
  for (const entry of [
    { scope: 'book', id: 'b:1' },
    { scope: 'author', id: 'Crime Author 3' },
    { scope: 'subject', id: 'horror' },
  ])
    await send('PUT', '/users/ann/not-interested', JSON.stringify(entry));
  const there = await list();
  expect(there).toHaveLength(3);
  // As if it had been put there long ago.
  const added_at = '2020-01-01T00:00:00.000Z';
  const before = there.map((entry) => ({ ...entry, added_at }));
  const file = (await (await send('GET', '/users/ann/export')).text()).replaceAll(
    /"added_at":"[^"]*"/g,
    `"added_at":"${added_at}"`,
  );
  const without = file.replace('"b:1"', '"b:unheard-of"');

  for (const { scope, id } of before)
    await send('DELETE', `/users/ann/not-interested/${scope}/${encodeURIComponent(id)}`);
  expect(await list()).toEqual([]);
  const { status: dry } = await importFile(file, '?dry_run=true', 'application/json');
  expect(dry.outcomes).toEqual({ imported: 3 });
  expect(await list()).toEqual([]);

  const { path, status } = await importFile(file, '', 'application/json');
  expect(status.outcomes).toEqual({ imported: 3 });
  expect(await list()).toEqual(before);
  expect((await importFile(file, '', 'application/json')).status.outcomes).toEqual({
    unchanged: 3,
  });
  const unknown = await importFile(without, '', 'application/json');
  expect(unknown.status.outcomes).toEqual({ invalid: 1, unchanged: 2 });
  expect((await rows(unknown.path, '?outcome=invalid'))[0]?.notes).toEqual([
    'the catalogue has no such book',
  ]);

  // What the reader has put there anew since is theirs.
  await send('DELETE', '/users/ann/not-interested/subject/horror');
  await send(
    'PUT',
    '/users/ann/not-interested',
    JSON.stringify({ scope: 'subject', id: 'horror' }),
  );
  await send('DELETE', path);
  await vi.waitFor(async () => expect((await get(path)).state).toBe('undone'));
  expect((await list()).map(({ id }) => id)).toEqual(['horror']);
});

test('no cell of an export is a formula', async () => {
  const { rate, send } = await newcomer({ books: [] });
  const title = '=HYPERLINK("http://evil.test")';
  await send('PUT', '/books/x:1', JSON.stringify({ title, authors: [{ author_name: '@cmd' }] }));
  await rate('x:1', 4);
  const csv = await (await send('GET', '/users/ann/export?format=goodreads')).text();
  expect(csv.split('\r\n')[1]).toMatch(/^,"'=HYPERLINK\(""http:\/\/evil.test""\)",'@cmd,/);
});

test.each([
  ['nothing', ''],
  ['a picture', '\u0089PNG\r\n\u001a\n'],
  ['a form', 'name,age\nann,7\n'],
  ['other JSON', '{"ratings": 1}'],
  ['only a header', 'Title,My Rating\n'],
])('refuses %s, and keeps nothing of it', async (_, file) => {
  const { send, get } = await newcomer();
  expect((await send('POST', '/users/ann/imports', file, 'text/csv')).status).toBe(400);
  expect((await get('/users/ann/imports')).imports).toEqual([]);
});

/** Every row of every table of a SQLite file, and the bytes of all files of a folder. */
async function everythingIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const contents = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(contents)).join('\n');
}

test('erases a reader while they write and a model is trained, and leaves nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'erased-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const reader = 'ann-who-is-to-be-forgotten';
  const log = join(folder, 'log.jsonl');
  const logger = createLoggerOn(
    { write: (line) => appendFileSync(log, line) },
    { service: 'test', level: 'trace' },
  );
  const { parts, send, get } = await newcomer({ folder, logger });
  onTestFinished(parts.close);
  const rate = (n: number) =>
    send(
      'POST',
      `/books/b:${n % 12}/rate`,
      JSON.stringify({ user_id: reader, rating: 1 + (n % 5) }),
    );
  const figures = await get('/books/b:0/ratings?limit=100');
  for (let n = 0; n < 12; n += 1) await rate(n);
  const horror = JSON.stringify({ scope: 'subject', id: 'horror' });
  await send('PUT', `/users/${reader}/not-interested`, horror);
  await send('POST', `/users/${reader}/imports`, FILE, 'text/csv');
  await get(`/recommendations/${reader}`);
  expect(await everythingIn(folder)).toContain(reader);

  await send('POST', '/recommendations/refresh');
  const writes = Array.from({ length: 60 }, (_, n) => rate(n));
  const erased = await send('DELETE', `/users/${reader}`);
  expect(erased.status).toBe(202);
  const late = Array.from({ length: 60 }, (_, n) => rate(n));
  const statuses = await Promise.all(
    [...writes, ...late].map(async (write) => (await write).status),
  );
  for (const status of statuses) expect([200, 201, 409]).toContain(status);
  const receipt = () => get(`/users/${reader}/erasure`);
  await vi.waitFor(async () => expect((await receipt()).state).toBe('completed'), 20_000);
  expect(await receipt()).toMatchObject({
    removed: { ratings: 12, not_interested: 1, imports: 1 },
    backups_expire_at: '2026-02-06T00:00:00.000Z',
  });

  expect((await rate(1)).status).toBe(409);
  expect((await send('PUT', `/users/${reader}/not-interested`, horror)).status).toBe(409);
  expect((await send('POST', `/users/${reader}/imports`, FILE, 'text/csv')).status).toBe(409);
  expect((await get(`/users/${reader}/ratings`)).total_ratings).toBe(0);
  expect(await get('/books/b:0/ratings?limit=100')).toEqual(figures);
  await send('POST', '/recommendations/refresh');
  expect(await everythingIn(folder)).not.toContain(reader);
});
