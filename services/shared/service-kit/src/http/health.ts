import { createRoute, z } from '@hono/zod-openapi';
import { createRouter } from './router.ts';
import { forEveryone } from './who-may-call.ts';

const tags = ['Health'];

/** `/healthz` and `/health`: the process answers. What it depends on is told by `/readyz` on the ops port. */
export function health() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/healthz',
        tags,
        ...forEveryone,
        summary: 'Is the process there?',
        responses: {
          200: { description: 'Yes', content: { 'text/plain': { schema: z.literal('ok') } } },
        },
      }),
      (c) => c.text('ok', 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/health',
        tags,
        ...forEveryone,
        summary: 'Is the process there? (JSON)',
        responses: {
          200: {
            description: 'Yes',
            content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
          },
        },
      }),
      (c) => c.json({ status: 'ok' as const }, 200),
    );
}
