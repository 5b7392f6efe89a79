import { backupsExpireAt, type Erasure } from '@books/domain/erasure';
import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import type { JobProducer } from '@books/jobs/job-queue';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { ErasureRepository } from '@books/storage/erasure-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';

export type EraseReaderDeps = {
  readonly erasures: Pick<ErasureRepository, 'begin' | 'find'>;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
};

const tags = ['Readers'];
const request = { params: z.object({ user_id: UserId }) };

const Receipt = z
  .object({
    state: z.enum(['under_way', 'completed']),
    requested_at: z.iso.datetime(),
    completed_at: z.iso.datetime().optional(),
    removed: z
      .object({ ratings: z.int(), not_interested: z.int(), imports: z.int() })
      .optional()
      .meta({ description: 'What there was; beside it lists in caches and queued work' }),
    models: z.string().meta({ description: 'What trained models still know' }),
    backups_expire_at: z.iso
      .datetime()
      .meta({ description: 'The last backup that holds any of it is gone by then' }),
    blocked_until: z.iso
      .datetime()
      .meta({ description: 'Until then nothing is stored under this id, whoever asks for it' }),
  })
  .meta({ id: 'ErasureReceipt' });

const erase = createRoute({
  method: 'delete',
  path: '/users/{user_id}',
  tags,
  ...forReader,
  summary: 'Erase everything about a reader',
  description:
    'Ratings and their share in the figures of books, what is not wanted, imports, cached lists and queued work. Nothing is ' +
    'stored for this reader from this moment on. Cannot be undone.',
  request,
  responses: { 202: json(Receipt, 'It has begun'), ...problems('forbidden') },
});

const receipt = createRoute({
  method: 'get',
  path: '/users/{user_id}/erasure',
  tags,
  ...forReader,
  summary: 'The receipt of an erasure',
  request,
  responses: { 200: json(Receipt, 'What was removed'), ...problems('forbidden', 'not_found') },
});

export function eraseReader({ erasures, jobs }: EraseReaderDeps) {
  return createRouter()
    .openapi(erase, async (c) => {
      const { user_id: userId } = c.req.valid('param');
      const erasure = await erasures.begin(userId);
      if (erasure.completedAt === undefined) {
        await jobs.enqueue('erase-reader', { userId }, { dedupeKey: `erase/${userId}` });
      }
      return c.json(receiptOf(erasure), 202);
    })
    .openapi(receipt, async (c) => {
      const erasure = await erasures.find(c.req.valid('param').user_id);
      if (erasure === undefined) throw new DomainError('not_found', 'this reader was not erased');
      return c.json(receiptOf(erasure), 200);
    });
}

function receiptOf({
  requestedAt,
  completedAt,
  expiresAt,
  found,
}: Erasure): z.infer<typeof Receipt> {
  return {
    state: completedAt === undefined ? 'under_way' : 'completed',
    requested_at: requestedAt.toISOString(),
    ...(completedAt && { completed_at: completedAt.toISOString() }),
    ...(found && {
      removed: {
        ratings: found.ratings,
        not_interested: found.notInterested,
        imports: found.imports,
      },
    }),
    models: 'hold no id; their figures are made without this reader at the next build',
    backups_expire_at: backupsExpireAt(completedAt ?? requestedAt).toISOString(),
    blocked_until: expiresAt.toISOString(),
  };
}
