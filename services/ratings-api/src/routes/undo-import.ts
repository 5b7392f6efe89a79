import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import type { JobProducer } from '@books/jobs/job-queue';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { ImportRepository } from '@books/storage/import-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { enqueueImport } from '../imports/import-job.ts';
import { ImportId, importShape, ImportShape } from '../imports/import-shapes.ts';
import { findImport } from './read-imports.ts';

export type UndoImportDeps = {
  readonly imports: ImportRepository;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
};

const route = createRoute({
  method: 'delete',
  path: '/users/{user_id}/imports/{import_id}',
  tags: ['Readers'],
  ...forReader,
  summary: 'Undo an import',
  description:
    'Takes back every rating that it stored, and puts back what was there before. A rating that was changed since stays.',
  request: { params: z.object({ user_id: UserId, import_id: ImportId }) },
  responses: {
    202: json(ImportShape, 'It is being undone'),
    ...problems('forbidden', 'not_found', 'conflict'),
  },
});

export function undoImport({ imports, jobs }: UndoImportDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId, import_id: importId } = c.req.valid('param');
    const { value, version } = await findImport(imports, userId, importId);
    const isOver = value.state === 'undone' || value.state === 'undoing';
    const undoing = isOver ? value : { ...value, state: 'undoing' as const };
    if (!isOver && (await imports.save(userId, undoing, version)) === undefined) {
      throw new DomainError('conflict', 'the import has just gone on: try again', {
        retryAfterSeconds: 1,
      });
    }
    await enqueueImport(jobs, userId, undoing);
    return c.json(importShape(undoing), 202);
  });
}
