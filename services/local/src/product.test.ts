import { describe, expect, test, vi } from 'vitest';
import { createProduct } from './product.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';
import { smallLibrary } from './testing/small-library.ts';

type Recommendations = {
  strategy: string;
  model_version: string;
  recommendations: { book_id: string; because: { book_id: string; weight: number }[] }[];
};

async function newcomer() {
  const parts = await embeddedPartsInMemory(smallLibrary());
  const product = createProduct(parts.deps);
  const send = async (method: string, path: string, body?: unknown) =>
    product.fetch(
      new Request(`http://localhost${path}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      }),
    );
  const rate = (bookId: string, rating: number, reader = 'ann') =>
    send('POST', `/books/${bookId}/rate`, { user_id: reader, rating });
  const recommendations = async (query = '', reader = 'ann') =>
    (await (await send('GET', `/recommendations/${reader}${query}`)).json()) as Recommendations;
  const idsOf = ({ recommendations: list }: Recommendations) => list.map(({ book_id }) => book_id);
  return { parts, send, rate, recommendations, idsOf };
}

test.each([
  ['book', 'b:2'],
  ['author', 'fantasy author 2'],
  ['subject', 'Fantasy'],
])('leaves out of similar books what a reader does not want: a %s', async (scope, id) => {
  const { send } = await newcomer();
  const similar = async (query = '') => {
    const response = await send('GET', `/books/b:0/similar${query}`);
    const { similar: list } = (await response.json()) as { similar: { book_id: string }[] };
    return list.map(({ book_id: found }) => found);
  };
  expect(await similar()).toContain('b:2');
  await send('PUT', '/users/ann/not-interested', { scope, id });
  expect(await similar('?user_id=ann')).not.toContain('b:2');
  expect(await similar('?user_id=bob')).toContain('b:2');
  await send('DELETE', `/users/ann/not-interested/${scope}/${encodeURIComponent(id)}`);
  expect(await similar('?user_id=ann')).toContain('b:2');
});

describe('a new reader', () => {
  test('is shown what is popular', async () => {
    const { recommendations, idsOf } = await newcomer();
    const answer = await recommendations('?limit=3');
    expect(answer.strategy).toBe('popular');
    expect(idsOf(answer)).toEqual(['b:0', 'b:1', 'b:2']);
  });

  test('gets personal recommendations right after three ratings, each with its reasons, none rated', async () => {
    const { rate, recommendations, idsOf } = await newcomer();
    const rated = ['b:0', 'b:2', 'b:4'];
    for (const id of rated) await rate(id, 5);
    const answer = await recommendations();
    expect(answer.strategy).toBe('personal');
    expect(idsOf(answer).slice(0, 3).sort()).toEqual(['b:10', 'b:6', 'b:8']);
    for (const { book_id } of answer.recommendations) expect(rated).not.toContain(book_id);
    for (const { because } of answer.recommendations.slice(0, 3)) {
      expect(because.length).toBeGreaterThan(0);
      for (const reason of because) expect(rated).toContain(reason.book_id);
    }
  });

  test('never sees a list from before the latest rating', async () => {
    const { rate, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    for (let round = 0; round < 4; round += 1) {
      const [next] = idsOf(await recommendations());
      expect(next).toBeDefined();
      await rate(next!, 4);
      expect(idsOf(await recommendations())).not.toContain(next);
    }
  });

  test('gets a book back as a recommendation once the rating is taken back', async () => {
    const { rate, send, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    await rate('b:2', 5);
    expect(idsOf(await recommendations())).not.toContain('b:2');
    expect((await send('DELETE', '/users/ann/ratings/b:2')).status).toBe(204);
    expect(idsOf(await recommendations())).toContain('b:2');
  });
});

describe('recommendations', () => {
  test('are cached at full length and sliced to the limit', async () => {
    const { rate, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    const one = await recommendations('?limit=1');
    const ten = await recommendations('?limit=10');
    expect(idsOf(one)).toHaveLength(1);
    expect(idsOf(ten).length).toBeGreaterThan(4);
    expect(idsOf(ten)[0]).toBe(idsOf(one)[0]);
  });

  test('leave out at once what the reader does not want', async () => {
    const { rate, send, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    expect(idsOf(await recommendations())).toContain('b:2');
    await send('PUT', '/users/ann/not-interested', { scope: 'book', id: 'b:2' });
    expect(idsOf(await recommendations())).not.toContain('b:2');
    await send('PUT', '/users/ann/not-interested', { scope: 'subject', id: 'Fantasy' });
    const ids = idsOf(await recommendations());
    expect(ids.every((id) => Number(id.slice(2)) % 2 === 1)).toBe(true);
    await send('DELETE', '/users/ann/not-interested/subject/Fantasy');
    expect(idsOf(await recommendations())).toContain('b:4');
  });

  test('meet filters and stay full', async () => {
    const { rate, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    // First what the reader's own ratings lead to, then what is popular.
    expect(idsOf(await recommendations('?language=de'))).toEqual(['b:10', 'b:11']);
    expect(idsOf(await recommendations('?min_year=1994&max_year=1996')).sort()).toEqual([
      'b:4',
      'b:5',
      'b:6',
    ]);
    expect(idsOf(await recommendations('?subject=crime&limit=2', 'nobody'))).toEqual([
      'b:1',
      'b:3',
    ]);
  });

  test('name the next model after a refresh', { timeout: 60_000 }, async () => {
    const { send, recommendations } = await newcomer();
    const { model_version: before } = await recommendations();
    const response = await send('POST', '/recommendations/refresh');
    expect(response.status).toBe(202);
    const { job_id: jobId } = (await response.json()) as { job_id: string };
    const ended = async () => {
      const status = await (await send('GET', `/recommendations/refresh/${jobId}`)).json();
      expect(status).toMatchObject({ job_id: jobId, state: 'completed', progress: 1 });
    };
    await vi.waitFor(ended, { timeout: 60_000 });
    const { model_version: after } = await recommendations('', 'somebody-without-a-cached-list');
    expect(after > before).toBe(true);
    expect((await send('GET', '/recommendations/refresh/nothing')).status).toBe(404);
  });

  test('can be forgotten by hand', async () => {
    const { send } = await newcomer();
    expect(await (await send('POST', '/recommendations/invalidate/ann')).json()).toEqual({
      status: 'ok',
      user_id: 'ann',
    });
  });

  test('are a 503 with a hint before the first model is there', async () => {
    const parts = await embeddedPartsInMemory();
    const response = await createProduct(parts.deps).fetch(
      new Request('http://localhost/recommendations/ann'),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });
});

test('shows what is popular where nobody has rated anything yet', async () => {
  const parts = await embeddedPartsInMemory({ books: smallLibrary().books });
  await parts.ensureModel();
  const product = createProduct(parts.deps);
  const response = await product.fetch(new Request('http://localhost/recommendations/ann?limit=2'));
  expect(await response.json()).toMatchObject({
    strategy: 'popular',
    recommendations: [{ book_id: 'b:0' }, { book_id: 'b:1' }],
  });
  const similar = await product.fetch(new Request('http://localhost/books/b:0/similar'));
  expect(await similar.json()).toMatchObject({ count: 0, similar: [] });
});

describe('similar books', () => {
  test('are those that the same readers liked', async () => {
    const { send } = await newcomer();
    const answer = (await (await send('GET', '/books/b:1/similar?limit=3')).json()) as {
      similar: { book_id: string; score: number }[];
    };
    expect(answer.similar).toHaveLength(3);
    for (const { book_id, score } of answer.similar) {
      expect(Number(book_id.slice(2)) % 2).toBe(1);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test('are a 404 for a stranger', async () => {
    const { send } = await newcomer();
    expect((await send('GET', '/books/b:404/similar')).status).toBe(404);
  });
});

describe('a new book', () => {
  test('is recommended to who liked others by its author, before anybody has rated it', async () => {
    const { send, rate, recommendations, idsOf } = await newcomer();
    await rate('b:0', 5);
    expect(idsOf(await recommendations('?limit=20'))).not.toContain('new:1');
    await send('PUT', '/books/new:1', {
      title: 'Newest',
      authors: [{ author_name: 'fantasy author 0' }],
    });
    await rate('b:2', 4);
    const answer = await recommendations('?limit=20');
    const place = idsOf(answer).indexOf('new:1');
    expect(place).toBeGreaterThan(3);
    expect(answer.recommendations[place]?.because).toMatchObject([{ book_id: 'b:0' }]);
  });

  test('is found by search and can be rated at once', async () => {
    const { send, rate } = await newcomer();
    await send('PUT', '/books/new:1', {
      title: 'Annihilation',
      authors: [{ author_name: 'Jeff VanderMeer' }],
    });
    const found = await (await send('POST', '/search', { query: 'anihilation' })).json();
    expect(found).toMatchObject({ results: [{ book_id: 'new:1' }] });
    expect((await rate('new:1', 4.5)).status).toBe(201);
    expect(await (await send('GET', '/books/new:1')).json()).toMatchObject({
      average_rating: 4.5,
      ratings_count: 1,
    });
  });
});
