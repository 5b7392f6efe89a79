import type { Book } from '@books/domain/book';
import { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { isbn10FromIsbn13 } from '@books/domain/isbn';
import type { Clock } from '@books/service-kit/clock';
import { problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ReaderExport, type ExportedRating } from '../imports/export-shape.ts';
import { withFormulaGuard } from '../imports/formula-guard.ts';
import { notInterestedShape } from './not-interested-shapes.ts';

export type ExportReaderDeps = {
  readonly books: Pick<BookRepository, 'findMany'>;
  readonly ratings: Pick<RatingRepository, 'listByUser'>;
  readonly readerItems: Pick<ReaderItemRepository, 'listNotInterested'>;
  readonly clock: Clock;
};

const PAGE_SIZE = 100;

/** The columns of Goodreads that we have something for, then three of our own, which our import reads. */
const COLUMNS = [
  'Book Id',
  'Title',
  'Author',
  'Author l-f',
  'Additional Authors',
  'ISBN',
  'ISBN13',
  'My Rating',
  'Original Publication Year',
  'Date Read',
  'Date Added',
  'Exclusive Shelf',
  'Exact Rating',
  'Rated At',
  'Catalogue Book Id',
];

const route = createRoute({
  method: 'get',
  path: '/users/{user_id}/export',
  tags: ['Readers'],
  ...forReader,
  summary: 'Everything that a reader has given us, as a file',
  description:
    '`json` has all of it. `goodreads` is a CSV file that Goodreads and others import, with whole stars and, beside them, the ' +
    'exact ones. Both can be imported here again.',
  request: {
    params: z.object({ user_id: UserId }),
    query: z.object({ format: z.enum(['json', 'goodreads']).default('json') }),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'application/json': { schema: ReaderExport },
        'text/csv': { schema: z.string() },
      },
    },
    ...problems('forbidden'),
  },
});

export function exportReader(deps: ExportReaderDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { format } = c.req.valid('query');
    const isJson = format === 'json';
    const parts = isJson ? jsonParts(deps, userId) : csvParts(deps, userId);
    // The first part is read here, so that a store that is away is an error and not a broken file.
    const first = await parts.next();
    return new Response(streamOf(first, parts), {
      headers: {
        'content-type': isJson ? 'application/json' : 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="my-books.${isJson ? 'json' : 'csv'}"`,
        'cache-control': 'private, no-store',
      },
    });
  });
}

type RatedBook = { readonly rating: Rating; readonly book: Book | undefined };

async function* ratedBooks(
  { books, ratings }: ExportReaderDeps,
  userId: UserId,
): AsyncGenerator<RatedBook[]> {
  let cursor: string | undefined;
  do {
    const page = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const { items, nextCursor } = await ratings.listByUser(userId, page);
    const known = await books.findMany(items.map(({ bookId }) => bookId));
    yield items.map((rating) => ({ rating, book: known.get(rating.bookId) }));
    cursor = nextCursor;
  } while (cursor !== undefined);
}

async function* jsonParts(deps: ExportReaderDeps, userId: UserId): AsyncGenerator<string> {
  const notInterested = await deps.readerItems.listNotInterested(userId);
  const head = JSON.stringify({
    format: 'eventually-find-your-books/reader',
    version: 1,
    user_id: userId,
    exported_at: deps.clock().toISOString(),
    not_interested: notInterested.map(notInterestedShape),
  });
  yield `${head.slice(0, -1)},"ratings":[`;
  let separator = '\n';
  for await (const page of ratedBooks(deps, userId)) {
    let text = '';
    for (const { rating, book } of page) {
      const exported: ExportedRating = {
        book_id: rating.bookId,
        title: book?.title ?? '',
        authors: (book?.authors ?? []).map(({ author_name: name }) => name),
        isbn_13: [...(book?.isbn_13 ?? [])],
        rating: rating.stars,
        timestamp: rating.ratedAt.toISOString(),
      };
      text += separator + JSON.stringify(exported);
      separator = ',\n';
    }
    yield text;
  }
  yield '\n]}\n';
}

async function* csvParts(deps: ExportReaderDeps, userId: UserId): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const page of ratedBooks(deps, userId)) yield page.map(csvLine).join('');
}

function csvLine({ rating, book }: RatedBook): string {
  const names = (book?.authors ?? []).map(({ author_name: name }) => name);
  const [author = '', ...others] = names;
  const isbn13 = book?.isbn_13[0] ?? '';
  const day = rating.ratedAt.toISOString().slice(0, 10).replaceAll('-', '/');
  const series = book?.series;
  const volume = series?.volume === undefined ? '' : `, #${series.volume}`;
  const cells = [
    '',
    series === undefined ? (book?.title ?? '') : `${book?.title} (${series.name}${volume})`,
    author,
    familyNameFirst(author),
    others.join(', '),
    isbn13 === '' ? '' : (isbn10FromIsbn13(isbn13) ?? ''),
    isbn13,
    String(Math.round(rating.stars)),
    String(book?.publication_year ?? ''),
    day,
    day,
    'read',
    String(rating.stars),
    rating.ratedAt.toISOString(),
    rating.bookId,
  ];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = withFormulaGuard(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function familyNameFirst(name: string): string {
  const [, given, family] = /^(.+) (\S+)$/.exec(name.trim()) ?? [];
  return given === undefined ? name : `${family}, ${given}`;
}

function streamOf(first: IteratorResult<string>, parts: AsyncGenerator<string>) {
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | undefined = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = next ?? (await parts.next());
      next = undefined;
      if (part.done) controller.close();
      else controller.enqueue(encoder.encode(part.value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
