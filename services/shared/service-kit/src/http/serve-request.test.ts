import { expect, test } from 'vitest';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createServiceApp } from './service-app.ts';

test('times requests by route template, never by path', async () => {
  const metrics = createMetrics();
  const app = createServiceApp({ logger: createSilentLogger(), metrics });
  app.get('/books/:book_id', (c) => c.text('a book'));
  await app.request('/books/gb:1');
  await app.request('/books/gb:2');
  await app.request('/secret-path');
  await app.request('/books/gb:1', { method: 'DELETE' });
  const { values } = await metrics.httpRequestDuration.get();
  const counts = values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .map(({ labels, value }) => [labels.method, labels.route, labels.status, value]);
  expect(counts).toEqual([
    ['GET', '/books/:book_id', 200, 2],
    ['GET', 'unmatched', 404, 1],
    ['DELETE', 'unmatched', 405, 1],
  ]);
});

test('counts a failing route under its template', async () => {
  const metrics = createMetrics();
  const app = createServiceApp({ logger: createSilentLogger(), metrics });
  app.get('/books/:book_id', () => {
    throw new Error('broken');
  });
  await app.request('/books/gb:1');
  const { values } = await metrics.httpRequestDuration.get();
  expect(values.at(-1)?.labels).toMatchObject({ route: '/books/:book_id', status: 500 });
});
