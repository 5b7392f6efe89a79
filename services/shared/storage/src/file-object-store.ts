import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileObjectStore, StoredObject } from './object-store.ts';
import { isUnfinished, replaceFile, replaceFileBy, undefinedWhenMissing } from './replace-file.ts';

/**
 * Objects as files in a folder, which is made when it is missing. One process writes at a time: `replace` compares and
 * then writes, and what another process left unfinished is cleared away.
 */
export function createFileObjectStore(folder: string): FileObjectStore {
  const pathOf = (name: string) => join(folder, name);
  const filesIn = async () => (await readdir(folder).catch(undefinedWhenMissing)) ?? [];

  const prepareToWrite = async () => {
    await mkdir(folder, { recursive: true });
    for (const file of (await filesIn()).filter(isUnfinished))
      await rm(pathOf(file), { force: true });
  };
  const read = async (name: string): Promise<StoredObject | undefined> => {
    const file = await readFile(pathOf(name)).catch(undefinedWhenMissing);
    if (file === undefined) return undefined;
    const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
    return { bytes, tag: createHash('sha256').update(bytes).digest('hex') };
  };
  const write = async (name: string, bytes: Uint8Array) => {
    await prepareToWrite();
    await replaceFile(pathOf(name), bytes);
  };

  return {
    read,
    write,
    async replace(name, bytes, tag) {
      if ((await read(name))?.tag !== tag) return false;
      await write(name, bytes);
      return true;
    },
    names: async () => (await filesIn()).filter((file) => !isUnfinished(file)).sort(),
    remove: (name) => rm(pathOf(name), { force: true }),
    async writeFile(name, make) {
      await prepareToWrite();
      await replaceFileBy(pathOf(name), make);
      return (await stat(pathOf(name))).size;
    },
    async openFile(name) {
      const path = pathOf(name);
      return access(path).then(() => path, undefinedWhenMissing);
    },
  };
}
