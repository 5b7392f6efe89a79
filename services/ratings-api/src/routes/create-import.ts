import { randomUUID } from 'node:crypto';
import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import {
  ExistingRatings,
  ROWS_PER_CHUNK,
  type ImportRow,
  type ReaderImport,
} from '@books/domain/reader-import';
import { addCounts } from '@books/imports/import-counts';
import type { JobProducer } from '@books/jobs/job-queue';
import type { Clock } from '@books/service-kit/clock';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { ImportRepository } from '@books/storage/import-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { enqueueImport } from '../imports/import-job.ts';
import { importShape, ImportShape } from '../imports/import-shapes.ts';
import { readImportFile, type ImportFile } from '../imports/read-import-file.ts';

export type CreateImportDeps = {
  readonly imports: ImportRepository;
  readonly jobs: Pick<JobProducer, 'enqueue'>;
  readonly clock: Clock;
};

/** Routes whose bodies are read as they come, whatever their size and time; each counts for itself. */
export const UPLOAD_ROUTES: ReadonlySet<string> = new Set(['POST /users/:user_id/imports']);

/** Largest file, in bytes. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_ROWS = 500_000;

const file = z.string().meta({ format: 'binary' });
const flag = z
  .enum(['true', 'false'])
  .optional()
  .transform((text) => text === 'true');

const route = createRoute({
  method: 'post',
  path: '/users/{user_id}/imports',
  tags: ['Readers'],
  ...forReader,
  summary: 'Import ratings from a file',
  description:
    'A CSV file with the columns of Goodreads or our own JSON export, up to 100 MB, as the body. Rows are matched by ISBN, ' +
    'then by title and author; what is not sure is left for review. An export also brings back what is not wanted. Safe to repeat, and can be undone as a whole.',
  request: {
    params: z.object({ user_id: UserId }),
    query: z.object({
      dry_run: flag.openapi({ type: 'boolean', default: false }),
      existing: ExistingRatings.default('keep'),
    }),
    body: { required: true, content: { 'text/csv': { schema: file } } },
  },
  responses: {
    202: json(ImportShape, 'The file was taken; its import is on its way'),
    ...problems('forbidden', 'conflict', 'too_large'),
  },
});

export function createImport(deps: CreateImportDeps) {
  const { imports, jobs, clock } = deps;
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const { dry_run: isDryRun, existing } = c.req.valid('query');
    const { body } = c.req.raw;
    if (body === null || /^multipart\//i.test(c.req.header('content-type') ?? '')) {
      throw new DomainError('invalid_request', 'the file itself must be the body, not a form');
    }
    const importedAt = clock();
    const source = await readImportFile(limited(body), importedAt);
    const begun: ReaderImport = {
      importId: randomUUID(),
      format: source.format,
      isDryRun,
      existing,
      state: 'uploading',
      rowCount: 0,
      processedRows: 0,
      counts: {},
      createdAtMs: importedAt.getTime(),
    };
    const version = await imports.save(userId, begun, 0);
    let value: ReaderImport;
    try {
      value = { ...begun, ...(await storeRows(deps, userId, begun.importId, source)) };
      await imports.save(userId, value, version ?? 1);
      await enqueueImport(jobs, userId, value);
    } catch (error) {
      // Nothing was imported, so nothing may look as if it were to be.
      await imports.remove(userId, begun.importId);
      throw error;
    }
    c.header('location', `/users/${encodeURIComponent(userId)}/imports/${value.importId}`);
    return c.json(importShape(value), 202);
  });
}

/** Stores the rows of a file as they come. @throws DomainError invalid_request when there is none */
async function storeRows(
  { imports }: CreateImportDeps,
  userId: UserId,
  importId: string,
  { rows }: ImportFile,
): Promise<Pick<ReaderImport, 'state' | 'rowCount' | 'counts'>> {
  let rowCount = 0;
  let chunk: ImportRow[] = [];
  let counts: ReaderImport['counts'] = {};
  const store = async () => {
    const index = Math.floor((rowCount - 1) / ROWS_PER_CHUNK);
    await imports.saveRows(userId, importId, index, chunk, 0);
    chunk = [];
  };
  for await (const row of rows) {
    rowCount += 1;
    if (rowCount > MAX_ROWS) {
      throw new DomainError('too_large', `a file may have ${MAX_ROWS} rows`);
    }
    chunk.push({ ...row, row: rowCount });
    counts = addCounts(counts, { [row.outcome]: 1 });
    if (chunk.length === ROWS_PER_CHUNK) await store();
  }
  if (rowCount === 0) throw new DomainError('invalid_request', 'the file has no rows');
  if (chunk.length > 0) await store();
  return { state: 'waiting', rowCount, counts };
}

/** The bytes of a body. @throws DomainError too_large when there are more than a file may have */
async function* limited(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const bytes of body) {
    length += bytes.length;
    if (length > MAX_FILE_BYTES) {
      throw new DomainError('too_large', `the file is larger than ${MAX_FILE_BYTES} bytes`);
    }
    yield bytes;
  }
}
