import { expect, test } from 'vitest';
import { smokeTest } from './smoke-test.ts';

const problem = (status: number) =>
  Response.json({ type: 'urn:problem:it', status, error: 'it' }, { status });

/** A product that is as it should be. */
function answer(url: string, init: RequestInit): Response {
  const { pathname } = new URL(url);
  if (pathname === '/healthz') return new Response('ok');
  if (pathname === '/openapi.json') return Response.json({ openapi: '3.1.0', paths: {} });
  if (pathname === '/search') return Response.json({ results: [], total: 0 });
  if (pathname.startsWith('/recommendations')) return Response.json({ recommendations: [] });
  return problem(init.method === 'POST' ? 401 : 404);
}

const urlOf = (path: string) => `https://books.example${path}`;

test('is content with a product that answers as it should', async () => {
  const said: string[] = [];
  await smokeTest(urlOf, {
    fetch: async (url, init) => answer(url, init),
    wait: async () => {},
    say: (line) => void said.push(line),
  });
  expect(said).toHaveLength(7);
});

test('asks again while a load balancer is not ready yet', async () => {
  let calls = 0;
  let waits = 0;
  await smokeTest(urlOf, {
    fetch: async (url, init) => {
      calls += 1;
      if (calls === 1) throw new Error('ENOTFOUND');
      return calls === 2 ? new Response('', { status: 503 }) : answer(url, init);
    },
    wait: async () => void (waits += 1),
    say: () => {},
  });
  expect(waits).toBe(2);
});

test('gives up after ten tries and says what was wrong', async () => {
  const broken = smokeTest(urlOf, {
    fetch: async (url, init) =>
      url.includes('/search') ? Response.json({ hits: [] }) : answer(url, init),
    wait: async () => {},
    say: () => {},
  });
  await expect(broken).rejects.toThrow('GET /search?q=the: answered with {"hits":[]}');
});
