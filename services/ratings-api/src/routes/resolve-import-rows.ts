import type { ChangeFeed } from '@books/change-feed/change-feed';
import { DomainError } from '@books/domain/errors';
import { BookId, UserId } from '@books/domain/ids';
import { chunkOfRow, type ImportRow, type ReaderImport } from '@books/domain/reader-import';
import { applyRows, isMatched, isPlanned, planRow } from '@books/imports/apply-row';
import { addCounts } from '@books/imports/import-counts';
import { json, jsonBody, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { BookRepository } from '@books/storage/book-repository';
import type { ImportRepository } from '@books/storage/import-repository';
import type { RatingRepository } from '@books/storage/rating-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { findBook } from '../find-book.ts';
import { ImportId, importShape, ImportShape } from '../imports/import-shapes.ts';
import { changeReader, type FreshnessDeps } from '../recommendation-invalidator.ts';
import { findImport } from './read-imports.ts';

export type ResolveImportRowsDeps = FreshnessDeps & {
  readonly imports: ImportRepository;
  readonly books: Pick<BookRepository, 'find'>;
  readonly ratings: Pick<RatingRepository, 'find' | 'changeManyIf'>;
  readonly changes: Pick<ChangeFeed, 'publish'>;
};

const Resolution = z.union([
  z.object({ row: z.int().min(1), book_id: BookId }),
  z.object({ row: z.int().min(1), skip: z.literal(true) }),
]);
type Resolution = z.infer<typeof Resolution>;

const route = createRoute({
  method: 'patch',
  path: '/users/{user_id}/imports/{import_id}',
  tags: ['Readers'],
  ...forReader,
  summary: 'Say which books rows of an import mean',
  description:
    'For rows that are in review or were not found; each is imported at once, or skipped.',
  request: {
    params: z.object({ user_id: UserId, import_id: ImportId }),
    body: jsonBody(
      z.object({ rows: z.array(Resolution).min(1).max(100) }).meta({ id: 'ResolveRows' }),
    ),
  },
  responses: {
    200: json(ImportShape, 'The rows have their outcome'),
    ...problems('forbidden', 'not_found', 'conflict', 'too_large'),
  },
});

export function resolveImportRows(deps: ResolveImportRowsDeps) {
  const { imports, books } = deps;
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId, import_id: importId } = c.req.valid('param');
    const { rows } = c.req.valid('json');
    await findCompleted(imports, userId, importId);
    // Everything is checked before anything is changed.
    for (const resolution of rows) {
      if ('book_id' in resolution) await findBook(books, resolution.book_id);
      await openRow(imports, userId, importId, resolution.row);
    }
    await changeReader(deps, userId, async () => {
      for (const resolution of rows) await resolve(deps, userId, importId, resolution);
    });
    return c.json(importShape((await findImport(imports, userId, importId)).value), 200);
  });
}

/** @throws DomainError not_found, or conflict for one whose rows cannot be resolved */
async function findCompleted(imports: ImportRepository, userId: UserId, importId: string) {
  const found = await findImport(imports, userId, importId);
  const { state, isDryRun } = found.value;
  if (state === 'completed' && !isDryRun) return found;
  throw new DomainError(
    'conflict',
    `rows can be resolved once an import is done; it is ${isDryRun ? 'a dry run' : state}`,
  );
}

const OPEN: ReadonlySet<ImportRow['outcome']> = new Set(['needs_review', 'not_found']);

/** The chunk of a row that waits for a decision. @throws DomainError not_found or conflict */
async function openRow(
  imports: ImportRepository,
  userId: UserId,
  importId: string,
  number: number,
) {
  const chunk = chunkOfRow(number);
  const stored = await imports.readRows(userId, importId, chunk);
  const row = stored?.value.find((candidate) => candidate.row === number);
  if (stored === undefined || row === undefined) {
    throw new DomainError('not_found', `the import has no row ${number}`);
  }
  // One that was planned and whose answer was lost is still to be carried out.
  if (!OPEN.has(row.outcome) && !isPlanned(row)) {
    throw new DomainError('conflict', `row ${number} is ${row.outcome} already`);
  }
  return { chunk, rows: stored.value, version: stored.version, row };
}

async function resolve(
  deps: ResolveImportRowsDeps,
  userId: UserId,
  importId: string,
  resolution: Resolution,
): Promise<void> {
  const { imports, books, ratings, changes } = deps;
  const found = await findCompleted(imports, userId, importId);
  const { existing, createdAtMs } = found.value;
  const claim = { importId, version: found.version };
  const opened = await openRow(imports, userId, importId, resolution.row);
  const { chunk } = opened;
  let { rows, version } = opened;
  const save = async (row: ImportRow) => {
    rows = rows.map((other) => (other.row === row.row ? row : other));
    const saved = await imports.saveRows(userId, importId, chunk, rows, version);
    if (saved === undefined) throw new DomainError('conflict', 'somebody else resolves rows now');
    version = saved;
    return row;
  };
  const { outcome: was } = opened.row;
  let row: ImportRow = { ...opened.row, outcome: 'skipped' };
  if ('book_id' in resolution) {
    const { book_id: bookId } = await findBook(books, resolution.book_id);
    const matched = { bookId, confidence: 1 };
    row = { ...opened.row, outcome: 'waiting', matchedBy: 'reader', matched };
    if (isMatched(row)) row = planRow(row, await ratings.find(userId, bookId), existing);
  }
  await save(row);
  if (isPlanned(row)) {
    const applying = { userId, claim, importedAt: new Date(createdAtMs) };
    const [applied = row] = await applyRows(deps, applying, [row]);
    row = await save(applied);
    if (row.matched) await changes.publish({ table: 'book_stats', key: row.matched.bookId });
  }
  await recount(imports, userId, importId, { [was]: -1, [row.outcome]: 1 });
}

async function recount(
  imports: ImportRepository,
  userId: UserId,
  importId: string,
  change: ReaderImport['counts'],
): Promise<void> {
  for (;;) {
    const stored = await imports.find(userId, importId);
    if (stored === undefined) return;
    const counts = addCounts(stored.value.counts, change);
    if ((await imports.save(userId, { ...stored.value, counts }, stored.version)) !== undefined)
      return;
  }
}
