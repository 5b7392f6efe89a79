import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { replaceFile } from '@books/storage/replace-file';
import type { StoreCopy } from '@books/storage/store-copy';
import type { Progress } from '../progress/progress.ts';
import { readManifest, writeManifest, type Manifest } from './manifest.ts';

const compress = promisify(gzip);

/** Rows of a file, and of a page; a file is in memory while it is written. */
const FILE_ROWS = 20_000;
const PAGE_ROWS = 1000;

export type BackupOptions = {
  readonly copy: StoreCopy;
  readonly folder: string;
  readonly now: () => Date;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

/**
 * Writes a store to files, and goes on where an earlier call for the same folder was ended. What was acknowledged before
 * it began is in it; of what is written meanwhile each rating is in it whole or not at all.
 *
 * @throws Error when the folder holds a complete backup or one of another kind of store; the signal's reason
 */
export async function backUp({
  copy,
  folder,
  now,
  onProgress,
  signal,
}: BackupOptions): Promise<Manifest> {
  await mkdir(folder, { recursive: true });
  const manifest = (await readManifest(folder)) ?? newManifest(copy, now());
  if (manifest.finishedAt !== undefined) {
    throw new Error(`${folder} holds a complete backup already: choose another folder`);
  }
  if (manifest.kind !== copy.kind) {
    throw new Error(
      `${folder} holds the beginning of a backup of ${manifest.kind}, not ${copy.kind}`,
    );
  }
  for (const [position, table] of copy.tables.entries()) {
    const state = (manifest.tables[table] ??= { files: [], isComplete: false });
    while (!state.isComplete) {
      signal.throwIfAborted();
      const { rows, next } = await readFileRows(copy, table, state.next);
      const content = await compress(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const name = `${table}-${String(state.files.length + 1).padStart(5, '0')}.jsonl.gz`;
      await replaceFile(join(folder, name), content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      state.files.push({ name, rows: rows.length, sha256 });
      state.isComplete = next === undefined;
      if (next === undefined) delete state.next;
      else state.next = next;
      await writeManifest(folder, manifest);
      const total = state.files.reduce((sum, file) => sum + file.rows, 0);
      onProgress({ phase: table, rows: total, fractionDone: (position + 1) / copy.tables.length });
    }
  }
  manifest.finishedAt = now().toISOString();
  await writeManifest(folder, manifest);
  return manifest;
}

function newManifest({ kind }: StoreCopy, startedAt: Date): Manifest {
  return { format: 1, id: randomUUID(), kind, startedAt: startedAt.toISOString(), tables: {} };
}

/** The rows of the next file, over as many pages as that takes. */
async function readFileRows(copy: StoreCopy, table: string, from: string | undefined) {
  const rows: unknown[] = [];
  let next = from;
  do {
    const page = await copy.read(table, next, PAGE_ROWS);
    rows.push(...page.rows);
    next = page.next;
  } while (next !== undefined && rows.length < FILE_ROWS);
  return { rows, next };
}
