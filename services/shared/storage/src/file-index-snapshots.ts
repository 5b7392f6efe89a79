import { access, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import { z } from 'zod';
import type { IndexManifest, IndexSnapshots } from './index-snapshots.ts';
import { keepLastFiles, readPointer, replaceFile, replaceFileBy } from './replace-file.ts';

/** Indexes kept: the current one, and the one that somebody may still be reading. */
const KEPT_INDEXES = 2;
const INDEX_FILE = /^index-(.+)\.bin$/;
/** Left behind by those who were killed. */
const UNFINISHED_FILE = /^index-.+\.unfinished$/;
const POINTER_FILE = 'current.json';

const Manifest = z.object({
  version: z.string().min(1),
  builtAt: z.iso.datetime(),
  loadedAtMs: z.int(),
  sizeBytes: z.int().min(0),
});

/** Built indexes as files in a folder, which is made when it is missing. One process publishes at a time. */
export function createFileIndexSnapshots(folder: string): IndexSnapshots {
  const indexPath = (version: string) => join(folder, `index-${version}.bin`);
  const pointerPath = join(folder, POINTER_FILE);

  const current = (): Promise<IndexManifest | undefined> => readPointer(pointerPath, Manifest);

  return {
    current,
    async publish(version, write, { builtAt, loadedAtMs }) {
      const before = await current();
      if (before !== undefined && before.version >= version) {
        throw new DomainError('conflict', `index ${before.version} is not older than ${version}`);
      }
      await mkdir(folder, { recursive: true });
      await keepLastFiles(folder, UNFINISHED_FILE, 0);
      const path = indexPath(version);
      await replaceFileBy(path, write);
      const { size: sizeBytes } = await stat(path);
      const manifest: IndexManifest = {
        version,
        builtAt: builtAt.toISOString(),
        loadedAtMs,
        sizeBytes,
      };
      await replaceFile(pointerPath, JSON.stringify(manifest, null, 2));
      await keepLastFiles(folder, INDEX_FILE, KEPT_INDEXES);
      return manifest;
    },
    async open(version) {
      const path = indexPath(version);
      await access(path).catch((cause: unknown) => {
        throw new DomainError('not_found', `no index has version ${version}`, { cause });
      });
      return path;
    },
  };
}
