import { userId } from '@books/domain/testing/builders';
import { startServer } from '@books/service-kit/server';
import { expect, test } from 'vitest';
import { createHttpRecommendationInvalidator } from './http-recommendation-invalidator.ts';

async function withServer(
  status: number,
  run: (baseUrl: string, paths: string[]) => Promise<void>,
) {
  const paths: string[] = [];
  const server = await startServer({
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
    fetch: (request) => {
      paths.push(`${request.method} ${new URL(request.url).pathname}`);
      return new Response('', { status });
    },
  });
  try {
    await run(`http://127.0.0.1:${server.port}`, paths);
  } finally {
    await server.close(100);
  }
}

test('calls the other process with the id encoded once', async () => {
  await withServer(200, async (baseUrl, paths) => {
    await createHttpRecommendationInvalidator(baseUrl).invalidate(
      userId('a/b %'),
      AbortSignal.timeout(1000),
    );
    expect(paths).toEqual(['POST /recommendations/invalidate/a%2Fb%20%25']);
  });
});

test('fails when the other process does', async () => {
  await withServer(503, async (baseUrl) => {
    const call = createHttpRecommendationInvalidator(baseUrl).invalidate(
      userId('ann'),
      AbortSignal.timeout(1000),
    );
    await expect(call).rejects.toThrow('answered 503');
  });
});
