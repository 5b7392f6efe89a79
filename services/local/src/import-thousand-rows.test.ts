import { booksFile } from '@books/data/load/books-file';
import { SAMPLE } from '@books/data/sample';
import type { Book } from '@books/domain/book';
import { isbn10FromIsbn13 } from '@books/domain/isbn';
import { pick, seededRandom } from '@books/search/evaluate/random';
import { expect, test, vi } from 'vitest';
import { createProduct } from './product.ts';
import { goodreadsTitle } from './testing/dirty-rows.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const ROWS = 1000;
const ABSENT_ROWS = 50;

const random = seededRandom(SEED);

/** A letter exchanged, left out, doubled or swapped with the next one, somewhere in the middle. */
function withTypo(title: string): string {
  const at = 1 + Math.floor(random() * Math.max(1, title.length - 2));
  const [before, letter, next, after] = [
    title.slice(0, at),
    title[at] ?? '',
    title[at + 1] ?? '',
    title.slice(at + 2),
  ];
  return pick(random, [
    before + pick(random, 'aeiourstln'.split('')) + next + after,
    before + next + after,
    before + letter + letter + next + after,
    before + next + letter + after,
  ]);
}

const EDITIONS = [
  ' (Paperback)',
  ': Deluxe Edition',
  ' (Illustrated Edition)',
  ' [Mass Market Paperback]',
  ' - 25th Anniversary Edition',
];

/** Whether two records of the catalogue have the same title and an author in common. */
function isSameWork(one: Book, other: Book): boolean {
  if (one.title.toLowerCase() !== other.title.toLowerCase()) return false;
  const names = new Set(one.authors.map(({ author_name: name }) => name));
  return other.authors.some(({ author_name: name }) => names.has(name));
}

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A row of the file, and the book it stands for; `undefined` for one that the catalogue does not have. */
type Wanted = { readonly line: string; readonly bookId: string | undefined };

function rowOf(book: Book, bookId: string | undefined): Wanted {
  const title =
    random() < 0.04
      ? goodreadsTitle({ ...book, title: withTypo(book.title) })
      : random() < 0.03
        ? goodreadsTitle(book) + pick(random, EDITIONS)
        : goodreadsTitle(book);
  const isbn13 = random() < 0.03 ? '' : (book.isbn_13[0] ?? '');
  const isbn10 = isbn13 === '' ? '' : (isbn10FromIsbn13(isbn13) ?? '');
  const [author = '', ...others] = book.authors.map(({ author_name: name }) => name);
  const cells = [
    '1',
    cell(title),
    cell(author),
    cell(others.join(', ')),
    cell(`="${isbn10}"`),
    cell(`="${isbn13}"`),
    String(1 + Math.floor(random() * 5)),
  ];
  return { line: cells.join(','), bookId };
}

test(
  `of 1,000 rows at least 97 % are right and none is wrong (seed ${SEED})`,
  { timeout: 300_000 },
  async () => {
    const batches = await Array.fromAsync(await booksFile(SAMPLE.booksPath)());
    const all = batches.flatMap(({ rows }) => rows.map(({ value }) => value));
    const shuffled = all
      .map((book) => ({ book, order: random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ book }) => book);
    // The sample has some books twice; one that is still there under another id would not be absent.
    const isTwice = (book: Book) => all.some((other) => other !== book && isSameWork(book, other));
    const absent = shuffled.filter((book) => !isTwice(book)).slice(0, ABSENT_ROWS);
    const catalogue = shuffled.filter((book) => !absent.includes(book));
    const wanted = [
      ...absent.map((book) => rowOf(book, undefined)),
      ...catalogue.slice(0, ROWS).map((book) => rowOf(book, book.book_id)),
    ].sort((a, b) => (a.line < b.line ? -1 : 1));
    const file = [
      'Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating',
      ...wanted.map(({ line }) => line),
    ].join('\r\n');

    const parts = await embeddedPartsInMemory({ books: catalogue });
    const product = createProduct(parts.deps);
    const send = (method: string, path: string, body?: string) =>
      product.fetch(
        new Request(`http://localhost${path}`, { method, ...(body !== undefined && { body }) }),
      );
    const response = await send('POST', '/users/ann/imports', file);
    const path = response.headers.get('location')!;
    type Status = { state: string; outcomes: Record<string, number> };
    await vi.waitFor(
      async () =>
        expect(((await (await send('GET', path)).json()) as Status).state).toBe('completed'),
      { timeout: 280_000, interval: 500 },
    );

    type Page = {
      rows: { row: number; outcome: string; book_id?: string; title: string }[];
      next_after?: number;
    };
    const rows: Page['rows'] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = (await (
        await send('GET', `${path}/rows?limit=100&after=${after}`)
      ).json()) as Page;
      rows.push(...page.rows);
      after = page.next_after;
    }
    const told = rows.map((row) => ({ ...row, meant: wanted[row.row - 1]?.bookId }));
    const isTaken = ({ book_id: id }: (typeof told)[number]) => id !== undefined;
    const wrong = told.filter(
      (row) => isTaken(row) && row.meant !== undefined && row.book_id !== row.meant,
    );
    const absentTaken = told.filter((row) => isTaken(row) && row.meant === undefined);
    const right = told.filter((row) => isTaken(row) && row.book_id === row.meant);
    const left = told.filter((row) => !isTaken(row));
    expect(told).toHaveLength(ROWS + ABSENT_ROWS);
    expect({ wrong, absentTaken }).toEqual({ wrong: [], absentTaken: [] });
    expect(right.length).toBeGreaterThanOrEqual(0.97 * ROWS);
    expect(new Set(left.map(({ outcome }) => outcome))).toEqual(
      new Set(['needs_review', 'not_found']),
    );
    process.stdout.write(
      `seed ${SEED}: ${right.length} of ${ROWS} right, ${left.length} left for review\n`,
    );
  },
);
