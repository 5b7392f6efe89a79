import { z } from 'zod';
import type { DemoClient } from './client.ts';

export type TourDeps = {
  readonly client: DemoClient;
  readonly print: (line: string) => void;
  /** Id of the reader who takes the tour: nobody has rated under it. */
  readonly reader: string;
};

const Found = z.object({
  total: z.number(),
  results: z.array(
    z.object({ book_id: z.string(), title: z.string(), authors: z.array(z.string()) }),
  ),
});
const Titles = z.object({ results: z.array(z.object({ book_id: z.string(), title: z.string() })) });
const Detail = z.object({
  title: z.string(),
  average_rating: z.number().nullable(),
  ratings_count: z.number(),
});
const Batch = z.object({
  books: z.array(z.object({ book_id: z.string() })),
  missing: z.array(z.string()),
});
const Rated = z.object({
  book: z.object({ average_rating: z.number(), ratings_count: z.number() }),
});
const Ratings = z.object({
  total_ratings: z.number(),
  ratings_distribution: z.record(z.string(), z.number()),
});
const Recommended = z.object({
  strategy: z.enum(['personal', 'popular']),
  recommendations: z.array(
    z.object({
      book_id: z.string(),
      title: z.string(),
      predicted_rating: z.number(),
      because: z.array(z.object({ book_id: z.string(), title: z.string() })),
    }),
  ),
});
const Similar = z.object({ similar: z.array(z.object({ title: z.string(), score: z.number() })) });
const Anything = z.unknown();

/** A tour claims something; when that is not so, the tour fails. */
function claim(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`this should be so, and is not: ${what}`);
}

/**
 * Plays the complete flow against a running instance that has the sample data: search, look-up, ratings,
 * recommendations before and after. Leaves no ratings behind.
 *
 * @throws Error at the first answer that is not what it should be
 */
export async function playTour({ client, print, reader }: TourDeps): Promise<void> {
  const get = <Answer extends z.ZodType>(path: string, answer: Answer) =>
    client.send({ method: 'GET', path, expected: 200 }, answer);
  const post = <Answer extends z.ZodType>(
    path: string,
    body: unknown,
    answer: Answer,
    expected = 200,
  ) => client.send({ method: 'POST', path, body, expected }, answer);

  print('\n1. A reader searches, with a typo');
  const found = await post('/search', { query: 'harry poter', limit: 3 }, Found);
  for (const { title, authors } of found.results) print(`     ${title}, by ${authors.join(', ')}`);
  const [book] = found.results;
  if (book === undefined) throw new Error('no book was found');
  claim(book.title.startsWith('Harry Potter'), 'Harry Potter is found first');

  print('\n2. ... or types the first letters, or says more');
  const titles = await get('/search/shard/HAR?limit=3', Titles);
  for (const { title } of titles.results) print(`     ${title}`);
  claim(titles.results.length === 3, 'three titles begin with HAR');
  const advanced = await post(
    '/search/advanced',
    {
      author: 'tolkien',
      subject: ['fantasy'],
      min_year: 1930,
      max_year: 1960,
      min_rating: 4,
      limit: 3,
    },
    Found,
  );
  for (const { title } of advanced.results) print(`     ${title}`);
  claim(advanced.total > 0, 'Tolkien wrote fantasy between 1930 and 1960');

  print('\n3. The book, and several at once');
  const before = await get(`/books/${book.book_id}`, Detail);
  print(
    `     ${before.title}: ${before.average_rating} stars from ${before.ratings_count} readers`,
  );
  const batch = await post(
    '/books/batch',
    { book_ids: [book.book_id, 'no-such-book', book.book_id] },
    Batch,
  );
  print(`     asked for 3, got ${batch.books.length}, missing: ${batch.missing.join(', ')}`);
  claim(
    batch.books.length === 1 && batch.missing.length === 1,
    'one book is there and one is missing',
  );

  print('\n4. Nobody knows the reader yet: the popular list');
  const popular = await get(`/recommendations/${reader}?limit=3`, Recommended);
  printRecommendations(print, popular);
  claim(popular.strategy === 'popular', 'a stranger gets the popular list');

  print('\n5. The reader rates three books; one of them twice, which counts once');
  const rated = [book, ...advanced.results].slice(0, 3).map(({ book_id }) => book_id);
  for (const bookId of rated)
    await post(`/books/${bookId}/rate`, { user_id: reader, rating: 4.5 }, Rated, 201);
  const after = await post(`/books/${book.book_id}/rate`, { user_id: reader, rating: 5 }, Rated);
  print(`     now ${after.book.average_rating} stars from ${after.book.ratings_count} readers`);
  claim(after.book.ratings_count === before.ratings_count + 1, 'the reader counts once');
  const histogram = await get(`/books/${book.book_id}/ratings?limit=1`, Ratings);
  const sum = Object.values(histogram.ratings_distribution).reduce((total, n) => total + n, 0);
  print(`     ${JSON.stringify(histogram.ratings_distribution)}`);
  claim(sum === histogram.total_ratings, 'the histogram adds up to the number of ratings');

  print('\n6. The very next recommendations are personal, with reasons');
  const personal = await get(`/recommendations/${reader}?limit=5`, Recommended);
  printRecommendations(print, personal);
  claim(personal.strategy === 'personal', 'a reader with three ratings gets a personal list');
  claim(
    personal.recommendations.every(({ because }) => because.length > 0),
    'each has a reason',
  );
  claim(
    personal.recommendations.every(({ book_id }) => !rated.includes(book_id)),
    'none was rated already',
  );

  print('\n7. Not interested, and it is gone at once');
  const [unwanted] = personal.recommendations;
  if (unwanted === undefined) throw new Error('nothing was recommended');
  const wish = { scope: 'book', id: unwanted.book_id };
  await client.send(
    { method: 'PUT', path: `/users/${reader}/not-interested`, body: wish, expected: 200 },
    Anything,
  );
  const narrowed = await get(`/recommendations/${reader}?limit=5`, Recommended);
  printRecommendations(print, narrowed);
  claim(
    narrowed.recommendations.every(({ book_id }) => book_id !== unwanted.book_id),
    'it is gone',
  );

  print(`\n8. Readers of ${book.title} also liked`);
  const similar = await get(`/books/${book.book_id}/similar?limit=3`, Similar);
  for (const { title, score } of similar.similar) print(`     ${title} (${score})`);
  claim(similar.similar.length === 3, 'there are three similar books');

  print('\n9. What is wrong is refused with a reason');
  const refused = z.object({ error: z.literal('invalid_request'), message: z.string() });
  const { message } = await post(
    `/books/${book.book_id}/rate`,
    { user_id: reader, rating: 6 },
    refused,
    400,
  );
  print(`     ${message}`);

  print('\n10. The reader takes everything back');
  for (const bookId of rated) {
    await client.send(
      { method: 'DELETE', path: `/users/${reader}/ratings/${bookId}`, expected: 204 },
      Anything,
    );
  }
  await client.send(
    {
      method: 'DELETE',
      path: `/users/${reader}/not-interested/book/${unwanted.book_id}`,
      expected: 204,
    },
    Anything,
  );
  const restored = await get(`/books/${book.book_id}`, Detail);
  print(
    `     ${restored.title}: ${restored.average_rating} stars from ${restored.ratings_count} readers, as before`,
  );
  claim(restored.average_rating === before.average_rating, 'the mean is what it was');
}

function printRecommendations(
  print: (line: string) => void,
  { recommendations }: z.infer<typeof Recommended>,
): void {
  for (const { title, predicted_rating, because } of recommendations) {
    const reasons =
      because.length > 0
        ? `, because of ${because.map((reason) => reason.title).join(' and ')}`
        : '';
    print(`     ${title} (${predicted_rating} stars expected${reasons})`);
  }
}
