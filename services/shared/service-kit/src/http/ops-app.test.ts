import { expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { createReadiness, type ReadinessCheck } from '../readiness.ts';
import { createOpsApp } from './ops-app.ts';

function opsWith(checks: ReadinessCheck[]) {
  const readiness = createReadiness(checks);
  return {
    readiness,
    app: createOpsApp({
      metrics: createMetrics(),
      readiness,
      openapi: () => ({ openapi: '3.1.0' }),
    }),
  };
}

test('is ready while every check is content', async () => {
  const { app } = opsWith([() => undefined, async () => undefined]);
  expect((await app.request('/readyz')).status).toBe(200);
});

test('is not ready when a check complains or throws, and says why', async () => {
  const { app } = opsWith([
    () => 'no model yet',
    () => {
      throw new Error('store is away');
    },
  ]);
  const response = await app.request('/readyz');
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    status: 'not ready',
    faults: ['no model yet', 'Error: store is away'],
  });
});

test('is alive but never ready again once shutdown has begun', async () => {
  const { app, readiness } = opsWith([]);
  readiness.beginShutdown();
  expect((await app.request('/readyz')).status).toBe(503);
  expect((await app.request('/livez')).status).toBe(200);
});

test('shows metrics and the OpenAPI document', async () => {
  const { app } = opsWith([]);
  expect(await (await app.request('/metrics')).text()).toContain('http_request_duration_seconds');
  expect(await (await app.request('/openapi.json')).json()).toEqual({ openapi: '3.1.0' });
});
