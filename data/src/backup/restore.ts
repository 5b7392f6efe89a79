import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserId } from '@books/domain/ids';
import type { Store } from '@books/storage/store';
import type { CopiedRow } from '@books/storage/store-copy';
import { z } from 'zod';
import type { Progress } from '../progress/progress.ts';
import { readManifest, type Manifest } from './manifest.ts';

const decompress = promisify(gunzip);
const Row = z.record(z.string(), z.unknown());

/** Id of the system record that stands while a restore is under way. */
const RESTORE = 'restore';
const RestoreRecord = z.object({ backupId: z.string(), doneFiles: z.array(z.string()) }).nullable();

/** Rows that are stored at a time. */
const BATCH_ROWS = 1000;
/** Books that the check at the end looks at in one step. */
const AUDITED_AT_A_TIME = 500;

export type RestoreOptions = {
  readonly store: Pick<Store, 'copy' | 'loader' | 'system' | 'audit' | 'erasures'>;
  readonly folder: string;
  /** Removes what the store holds first; without it a store that is not empty is left alone. */
  readonly replace: boolean;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

export type RestoreReport = {
  /** Rows of the backup by table, those of erased readers included. */
  readonly rows: Readonly<Record<string, number>>;
  /** Books whose stats were compared with their ratings. */
  readonly auditedBooks: number;
  /** Books of those that differ; none, unless somebody writes while the store is restored. */
  readonly mismatches: readonly string[];
};

/**
 * Puts a backup into a store, counts the stats anew and has the audit compare every book. A restore that was ended goes on
 * after the last file. What erased readers had given stays away, whether the backup or the store knows of the erasure.
 * Nobody should write to the store meanwhile.
 *
 * @throws Error when the backup is incomplete, damaged or of another kind of store, or the store is not empty
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { store, folder, onProgress, signal } = options;
  const manifest = await readCompleteManifest(folder, store.copy.kind);
  const done = await begin(options, manifest);
  const rows: Record<string, number> = {};
  const keepsOut = createErasedFilter(store);
  for (const [table, { files }] of tablesInOrder(manifest)) {
    rows[table] = files.reduce((sum, file) => sum + file.rows, 0);
    for (const [position, file] of files.entries()) {
      if (done.has(file.name)) continue;
      signal.throwIfAborted();
      const restored = await keepsOut(table, await readRows(folder, file));
      for (let from = 0; from < restored.length; from += BATCH_ROWS) {
        await store.copy.write(table, restored.slice(from, from + BATCH_ROWS));
      }
      done.add(file.name);
      await note(store, { backupId: manifest.id, doneFiles: [...done] });
      const total = files.slice(0, position + 1).reduce((sum, one) => sum + one.rows, 0);
      onProgress({ phase: table, rows: total, fractionDone: (position + 1) / files.length });
    }
  }
  signal.throwIfAborted();
  await store.loader.finish();
  const audited = await auditAll(options);
  // Only now is there nothing to go on with.
  await note(store, null);
  return { rows, ...audited };
}

const ERASURES = 'erasures';

/** Erasures first, so that those of the backup count for everything that follows. */
function tablesInOrder({ tables }: Manifest) {
  return Object.entries(tables).toSorted(
    ([one], [other]) => Number(other === ERASURES) - Number(one === ERASURES),
  );
}

/** A function that leaves out the rows of erased readers. */
function createErasedFilter({ erasures }: Pick<Store, 'erasures'>) {
  let check: ReturnType<Store['erasures']['erasedCheck']> | undefined;
  return async (table: string, rows: CopiedRow[]): Promise<CopiedRow[]> => {
    if (table === ERASURES) return rows;
    const isErased = await (check ??= erasures.erasedCheck());
    return rows.filter((row) => {
      const userId = UserId.safeParse(row['user_id']);
      return !userId.success || !isErased(userId.data);
    });
  };
}

async function readCompleteManifest(folder: string, kind: Manifest['kind']): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new Error(`there is no backup in ${folder}`);
  if (manifest.finishedAt === undefined) {
    throw new Error(`the backup in ${folder} is not complete: let npm run backup finish it`);
  }
  if (manifest.kind !== kind) {
    throw new Error(
      `${folder} holds a backup of ${manifest.kind}, which cannot be put into ${kind}`,
    );
  }
  return manifest;
}

/** @returns names of the files that an earlier run of this restore has stored */
async function begin({ store, replace }: RestoreOptions, { id }: Manifest): Promise<Set<string>> {
  const record = RestoreRecord.safeParse((await store.system.read(RESTORE))?.value).data;
  if (record?.backupId === id) return new Set(record.doneFiles);
  if (replace) await store.loader.clear();
  else if (!(await store.loader.isEmpty())) {
    throw new Error('the store is not empty: --replace removes what it holds');
  }
  await note(store, { backupId: id, doneFiles: [] });
  return new Set();
}

async function note(
  { system }: Pick<Store, 'system'>,
  value: z.infer<typeof RestoreRecord>,
): Promise<void> {
  const { version = 0 } = (await system.read(RESTORE)) ?? {};
  await system.write(RESTORE, value, version);
}

async function readRows(
  folder: string,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): Promise<CopiedRow[]> {
  const content = await readFile(join(folder, name));
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new Error(`${join(folder, name)} is damaged: its checksum is not that of the manifest`);
  }
  const text = (await decompress(content)).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Row.parse(JSON.parse(line)));
}

async function auditAll({ store, onProgress, signal }: RestoreOptions) {
  const mismatches: string[] = [];
  const seen = new Set<string>();
  let from: string | undefined;
  do {
    signal.throwIfAborted();
    const { bookIds, next } = await store.audit.walk(from, AUDITED_AT_A_TIME);
    for (const bookId of bookIds) {
      if (seen.has(bookId)) continue;
      seen.add(bookId);
      const { outcome } = await store.audit.audit(bookId);
      if (outcome !== 'equal') mismatches.push(bookId);
    }
    onProgress({ phase: 'audit', rows: seen.size, fractionDone: next === undefined ? 1 : 0 });
    from = next;
  } while (from !== undefined);
  return { auditedBooks: seen.size, mismatches };
}
