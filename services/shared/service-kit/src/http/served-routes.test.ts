import { expect, test } from 'vitest';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createServiceApp } from './service-app.ts';

const createApp = () =>
  createServiceApp({ logger: createSilentLogger(), metrics: createMetrics() });

test('finds a word beside a parameter, a parameter below the word, and nothing that is longer or shorter', async () => {
  const app = createApp();
  app.get('/', (c) => c.text('root'));
  app.get('/lists/:id', (c) => c.text(`list ${c.req.param('id')}`));
  app.post('/lists/refresh', (c) => c.text('refresh'));
  app.get('/lists/refresh/:job', (c) => c.text(`job ${c.req.param('job')}`));
  const answers = async (method: string, path: string) => {
    const response = await app.request(path, { method });
    return response.ok ? response.text() : response.status;
  };
  expect(await answers('GET', '/')).toBe('root');
  expect(await answers('GET', '/lists/ann')).toBe('list ann');
  expect(await answers('GET', '/lists/refresh')).toBe('list refresh');
  expect(await answers('POST', '/lists/refresh')).toBe('refresh');
  expect(await answers('GET', '/lists/refresh/7')).toBe('job 7');
  for (const path of ['/lists', '/lists/', '/lists/ann/', '//lists/ann', '/lists/refresh/7/8']) {
    expect([path, await answers('GET', path)]).toEqual([path, 404]);
  }
});

test('takes no middleware, which would be served like a request of its own', () => {
  expect(() => createApp().use(async (_, next) => next())).toThrow('service-app');
});

test('takes no path with any number of segments', () => {
  expect(() => createApp().get('/files/*', (c) => c.text(''))).toThrow('segments');
  expect(() => createApp().get('/files/:id?', (c) => c.text(''))).toThrow('segments');
});
