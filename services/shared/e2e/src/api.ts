import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const Book = z.object({
  book_id: z.string(),
  average_rating: z.number().nullable(),
  ratings_count: z.number(),
});
const BookRatings = z.object({
  average_rating: z.number().nullable(),
  total_ratings: z.number(),
  ratings_distribution: z.record(z.string(), z.number()),
});
const Rated = z.object({
  book: z.object({ average_rating: z.number(), ratings_count: z.number() }),
});
const ReaderRatings = z.object({
  total_ratings: z.number(),
  ratings: z.array(z.object({ book_id: z.string(), rating: z.number() })),
});
const Found = z.object({
  results: z.array(
    z.object({ book_id: z.string(), rating: z.number().nullable(), ratings_count: z.number() }),
  ),
});
const Recommendations = z.object({
  recommendations: z.array(z.object({ book_id: z.string() })),
  strategy: z.string(),
  model_version: z.string(),
});
const RefreshStarted = z.object({ job_id: z.string() });
const RefreshStatus = z.object({ state: z.string(), progress: z.number() });

/** What clients of the product do in the stories. Every call fails on any answer that is not a success. */
export type Api = ReturnType<typeof createApi>;

/** @param baseUrl of the router */
export function createApi(baseUrl: string) {
  const send = async <Answer extends z.ZodType>(
    method: string,
    path: string,
    answer: Answer,
    body?: unknown,
  ): Promise<z.infer<Answer>> => {
    const response = await fetch(baseUrl + path, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    }).catch((cause: unknown) => {
      throw new Error(`${method} ${path} got no answer`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return answer.parse(text === '' ? undefined : JSON.parse(text));
  };
  const search = async (query: string) =>
    (await send('POST', '/search', Found, { query, limit: 5 })).results;

  const putBook = (bookId: string, title: string, isbns: readonly string[] = []) =>
    send('PUT', `/books/${bookId}`, z.unknown(), {
      title,
      authors: [{ author_name: 'Nobody Else' }],
      isbn_13: isbns,
      subjects: ['fiction'],
    });

  return {
    book: (bookId: string) => send('GET', `/books/${bookId}`, Book),
    /** Writes a new book without ratings whose title nobody else has. */
    async newBook(more: { readonly isbn_13?: readonly string[] } = {}) {
      const title = `Novel ${randomUUID().slice(0, 8)}`;
      const book = { book_id: `e2e:${randomUUID()}`, title };
      await putBook(book.book_id, title, more.isbn_13);
      return book;
    },
    /** Gives a book another title that nobody else has, and says which. */
    async rename(bookId: string) {
      const title = `Renamed ${randomUUID().slice(0, 8)}`;
      await putBook(bookId, title);
      return title;
    },
    rate: (reader: string, bookId: string, rating: number) =>
      send('POST', `/books/${bookId}/rate`, Rated, { user_id: reader, rating }),
    ratingsOfBook: (bookId: string) => send('GET', `/books/${bookId}/ratings`, BookRatings),
    ratingsOfReader: (reader: string) => send('GET', `/users/${reader}/ratings`, ReaderRatings),
    notInterested: (reader: string, bookId: string) =>
      send('PUT', `/users/${reader}/not-interested`, z.unknown(), { scope: 'book', id: bookId }),
    async recommendations(reader: string, limit = 100) {
      const path = `/recommendations/${reader}?limit=${limit}`;
      const { recommendations, ...rest } = await send('GET', path, Recommendations);
      return { ...rest, bookIds: recommendations.map(({ book_id }) => book_id) };
    },
    search,
    /** The book as search shows it; `undefined` when it is not found. */
    found: async (bookId: string, title: string) =>
      (await search(title)).find(({ book_id }) => book_id === bookId),
    startRefresh: async () =>
      (await send('POST', '/recommendations/refresh', RefreshStarted)).job_id,
    refresh: (jobId: string) => send('GET', `/recommendations/refresh/${jobId}`, RefreshStatus),
  };
}

/** A reader whom nobody knows yet. */
export const newReader = (): string => `reader-${randomUUID()}`;
