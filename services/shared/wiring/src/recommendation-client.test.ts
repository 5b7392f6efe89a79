import { userId } from '@books/domain/testing/builders';
import { runWithContext } from '@books/service-kit/request-context';
import { startServer } from '@books/service-kit/server';
import { expect, test } from 'vitest';
import { createRecommendationClient } from './recommendation-client.ts';

type Seen = { call: string; body: string };

async function withServer(status: number, run: (baseUrl: string, seen: Seen[]) => Promise<void>) {
  const seen: Seen[] = [];
  const server = await startServer({
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const call = `${request.method} ${new URL(request.url).pathname}`;
      seen.push({ call, body: await request.text() });
      return new Response('', { status });
    },
  });
  try {
    await run(`http://127.0.0.1:${server.port}`, seen);
  } finally {
    await server.close(100);
  }
}

const signal = AbortSignal.timeout(10_000);

test('calls the other process with the id encoded once', async () => {
  await withServer(200, async (baseUrl, seen) => {
    await createRecommendationClient(baseUrl).invalidate(userId('a/b %'), signal);
    expect(seen).toEqual([{ call: 'POST /recommendations/invalidate/a%2Fb%20%25', body: '' }]);
  });
});

test('hands on the id of the request that it calls for', async () => {
  const ids: (string | null)[] = [];
  const server = await startServer({
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
    fetch: (request) => {
      ids.push(request.headers.get('x-request-id'));
      return new Response();
    },
  });
  const client = createRecommendationClient(`http://127.0.0.1:${server.port}`);
  await runWithContext({ requestId: 'request-1', endpoint: '/rate' }, () =>
    client.invalidate(userId('ann'), signal),
  );
  await client.invalidate(userId('ann'), signal);
  await server.close(100);
  expect(ids).toEqual(['request-1', null]);
});

test('warms readers a hundred at a time', async () => {
  await withServer(200, async (baseUrl, seen) => {
    const readers = Array.from({ length: 101 }, (_, n) => userId(`r${n}`));
    await createRecommendationClient(baseUrl).warm(readers, signal);
    expect(
      seen.map(({ body }) => (JSON.parse(body) as { user_ids: string[] }).user_ids.length),
    ).toEqual([100, 1]);
  });
});

test('fails when the other process does', async () => {
  await withServer(503, async (baseUrl) => {
    const client = createRecommendationClient(baseUrl);
    await expect(client.invalidate(userId('ann'), signal)).rejects.toThrow('answered 503');
    await expect(client.reloadModel(signal)).rejects.toThrow('answered 503');
  });
});
