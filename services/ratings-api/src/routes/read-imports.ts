import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import {
  chunkOfRow,
  RowOutcome,
  type ImportRow,
  type ReaderImport,
} from '@books/domain/reader-import';
import type { JobProducer } from '@books/jobs/job-queue';
import { queryInteger, queryLimit } from '@books/service-kit/http/query';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { ImportRepository, Versioned } from '@books/storage/import-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { enqueueImport } from '../imports/import-job.ts';
import {
  ImportId,
  importRowShape,
  ImportRowShape,
  importShape,
  ImportShape,
} from '../imports/import-shapes.ts';

export type ReadImportsDeps = {
  readonly imports: ImportRepository;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** From so long after its beginning the job of an import may be one that was lost, in milliseconds. */
const JOB_MAY_BE_LOST_MS = 60_000;

/** Chunks that are read for one page; a rare outcome may need several pages that are not full. */
const CHUNKS_A_PAGE = 40;

const tags = ['Readers'];
const one = { params: z.object({ user_id: UserId, import_id: ImportId }) };

const list = createRoute({
  method: 'get',
  path: '/users/{user_id}/imports',
  tags,
  ...forReader,
  summary: "A reader's imports",
  request: { params: z.object({ user_id: UserId }) },
  responses: {
    200: json(
      z.object({ user_id: UserId, imports: z.array(ImportShape) }).meta({ id: 'ImportList' }),
      'Newest first',
    ),
    ...problems('forbidden'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/users/{user_id}/imports/{import_id}',
  tags,
  ...forReader,
  summary: 'How far an import is, and what became of its rows',
  request: one,
  responses: { 200: json(ImportShape, 'State and figures'), ...problems('forbidden', 'not_found') },
});

const ImportRows = z
  .object({
    import_id: ImportId,
    rows: z.array(ImportRowShape),
    next_after: z
      .int()
      .optional()
      .meta({ description: 'There may be more: `after` of the next page' }),
  })
  .meta({ id: 'ImportRows' });

const rows = createRoute({
  method: 'get',
  path: '/users/{user_id}/imports/{import_id}/rows',
  tags,
  ...forReader,
  summary: 'The rows of an import',
  request: {
    ...one,
    query: z.object({
      outcome: RowOutcome.optional(),
      after: queryInteger(0, 999_999_999).optional(),
      limit: queryLimit(50),
    }),
  },
  responses: {
    200: json(ImportRows, 'In the order of the file'),
    ...problems('forbidden', 'not_found'),
  },
});

export function readImports(deps: ReadImportsDeps) {
  const { imports } = deps;
  return createRouter()
    .openapi(list, async (c) => {
      const { user_id: userId } = c.req.valid('param');
      const all = await imports.list(userId);
      return c.json({ user_id: userId, imports: all.map(importShape) }, 200);
    })
    .openapi(get, async (c) => {
      const { user_id: userId, import_id: importId } = c.req.valid('param');
      const { value } = await findImport(imports, userId, importId);
      await seeToItsJob(deps, userId, value);
      return c.json(importShape(value), 200);
    })
    .openapi(rows, async (c) => {
      const { user_id: userId, import_id: importId } = c.req.valid('param');
      const { outcome, after = 0, limit } = c.req.valid('query');
      const { rowCount } = (await findImport(imports, userId, importId)).value;
      const found: ImportRow[] = [];
      let last = after;
      const first = chunkOfRow(after + 1);
      for (let chunk = first; chunk < first + CHUNKS_A_PAGE && last < rowCount; chunk += 1) {
        const stored = await imports.readRows(userId, importId, chunk);
        for (const row of stored?.value ?? []) {
          if (row.row <= after || found.length >= limit) continue;
          last = row.row;
          if (outcome === undefined || row.outcome === outcome) found.push(row);
        }
        if (stored === undefined || found.length >= limit) break;
      }
      return c.json(
        {
          import_id: importId,
          rows: found.map(importRowShape),
          ...(last < rowCount && { next_after: last }),
        },
        200,
      );
    });
}

/**
 * The queue is in memory: with it go jobs, and the store knows only how far an import is. Whoever waits for one looks at
 * it, and so brings it on; while its job is there nothing is added.
 */
async function seeToItsJob(
  { jobs, clock, logger }: ReadImportsDeps,
  userId: UserId,
  found: ReaderImport,
): Promise<void> {
  if (clock().getTime() - found.createdAtMs < JOB_MAY_BE_LOST_MS) return;
  try {
    await enqueueImport(jobs, userId, found);
  } catch (error) {
    // How far it is can be told without the queue; the next look tries again.
    logger.warn({ err: error }, 'job of an import not looked after');
  }
}

/** @throws DomainError not_found */
export async function findImport(
  imports: Pick<ImportRepository, 'find'>,
  userId: UserId,
  importId: string,
): Promise<Versioned<ReaderImport>> {
  const found = await imports.find(userId, importId);
  if (found === undefined) throw new DomainError('not_found', `no import has id ${importId}`);
  return found;
}
