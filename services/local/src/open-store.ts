import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import { UNFINISHED_LOAD } from '@books/storage/bulk-loader';
import type { Store } from '@books/storage/store';

export type OpenStoreDeps = {
  readonly folder: string;
  readonly open: (path: string) => Store;
  /** Fills a new store. */
  readonly fill: (store: Store) => Promise<void>;
};

const DATABASE_FILE = 'books.sqlite';

/**
 * Opens the store in `folder`; the first time it is filled. A first start that was killed leaves nothing that looks
 * like a store, so the next one begins again.
 *
 * @returns the store, and whether it was made just now
 * @throws DomainError conflict when somebody's own load into the store was ended early
 */
export async function openOrFillStore({
  folder,
  open,
  fill,
}: OpenStoreDeps): Promise<{ store: Store; isNew: boolean }> {
  const path = join(folder, DATABASE_FILE);
  if (existsSync(path)) {
    const known = open(path);
    if ((await known.system.read(UNFINISHED_LOAD)) !== undefined) {
      await known.close();
      throw new DomainError(
        'conflict',
        `the last load into ${path} did not get to its end: repeat it with --replace, or remove the file`,
      );
    }
    return { store: known, isNew: false };
  }
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.unfinished`;
  await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(unfinished + suffix, { force: true })));
  const store = open(unfinished);
  await fill(store);
  await store.close();
  await rename(unfinished, path);
  return { store: open(path), isNew: true };
}
