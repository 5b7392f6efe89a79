import { DomainError } from '@books/domain/errors';
import type { JobProducer } from '@books/jobs/job-queue';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forAdmins } from '@books/service-kit/http/who-may-call';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';

export type RefreshDeps = { readonly jobs: JobProducer };

const RefreshStarted = z
  .object({ status: z.literal('started'), message: z.string(), job_id: z.string() })
  .meta({ id: 'RefreshStarted' });

const RefreshStatus = z
  .object({
    job_id: z.string(),
    state: z.enum(['waiting', 'active', 'completed', 'failed']),
    progress: z.number().min(0).max(1).meta({ description: 'Share of the work that is done' }),
    step: z.string().optional().meta({ description: 'What it is doing' }),
    failure: z.string().optional().meta({ description: 'Why it failed, or its last attempt did' }),
    attempts: z.int().min(0),
  })
  .meta({ id: 'RefreshStatus' });

const start = createRoute({
  method: 'post',
  path: '/recommendations/refresh',
  tags: ['Recommendations'],
  ...forAdmins,
  summary: 'Train a new model from all ratings now',
  description:
    'While one is under way, a further request is given the same job. For administrators.',
  responses: { 202: json(RefreshStarted, 'The job is on its way'), ...problems('forbidden') },
});

const status = createRoute({
  method: 'get',
  path: '/recommendations/refresh/{job_id}',
  tags: ['Recommendations'],
  ...forAdmins,
  summary: 'How far a refresh is',
  request: { params: z.object({ job_id: z.string().min(1).max(200) }) },
  responses: {
    200: json(RefreshStatus, 'State and progress'),
    ...problems('forbidden', 'not_found'),
  },
});

export function refreshRecommendations({ jobs }: RefreshDeps) {
  return createRouter()
    .openapi(start, async (c) => {
      const { jobId } = await jobs.enqueue(
        'refresh-recommendations',
        { reason: 'requested' },
        { dedupeKey: 'refresh-recommendations' },
      );
      return c.json(
        { status: 'started' as const, message: 'a new model is being trained', job_id: jobId },
        202,
      );
    })
    .openapi(status, async (c) => {
      const { job_id: jobId } = c.req.valid('param');
      const job = await jobs.find(jobId);
      if (job?.name !== 'refresh-recommendations') {
        throw new DomainError('not_found', `no refresh has id ${jobId}`);
      }
      const { state, progress, step, failure, attempts } = job;
      return c.json(
        {
          job_id: jobId,
          state,
          progress,
          ...(step !== undefined && { step }),
          ...(failure !== undefined && { failure }),
          attempts,
        },
        200,
      );
    });
}
