import { describe, expect, test } from 'vitest';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createServiceApp } from './service-app.ts';

/** Places that a process begins with. */
const PLACES = 256;

/** An app whose requests wait until they are let go. */
function aWaitingApp(overloadLatencyMs: number) {
  const metrics = createMetrics();
  const app = createServiceApp({
    logger: createSilentLogger(),
    metrics,
    limits: { overloadLatencyMs },
  });
  const gate = Promise.withResolvers<void>();
  app.get('/wait', async (c) => {
    await gate.promise;
    return c.text('done');
  });
  const ask = (count: number) => Array.from({ length: count }, async () => app.request('/wait'));
  const metric = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return { app, ask, letGo: gate.resolve, metric };
}

describe('a process with too many requests at a time', () => {
  test('sends the next one away at once, and says when to come again', async () => {
    const { app, ask, letGo, metric } = aWaitingApp(1000);
    const waiting = ask(PLACES);
    const response = await app.request('/wait');
    expect(response.status).toBe(503);
    expect(['1', '2', '3']).toContain(response.headers.get('retry-after'));
    expect(await response.json()).toMatchObject({ error: 'unavailable', status: 503 });
    expect(await metric('http_requests_shed_total')).toBe(1);
    expect(await metric('http_requests_in_flight')).toBe(PLACES);
    letGo();
    const answers = await Promise.all(waiting);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await app.request('/wait')).status).toBe(200);
  });

  test('still says that it is there', async () => {
    const { app, ask, letGo } = aWaitingApp(1000);
    const waiting = ask(PLACES);
    expect((await app.request('/healthz')).status).toBe(200);
    letGo();
    await Promise.all(waiting);
  });

  test('takes all of them where it is told to', async () => {
    const { ask, letGo } = aWaitingApp(0);
    const waiting = ask(2 * PLACES);
    letGo();
    expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true);
  });
});
