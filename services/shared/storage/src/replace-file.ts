import { open, rename, rm, writeFile } from 'node:fs/promises';

/** Puts a file in its place whole or not at all. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const unfinished = unfinishedPath(path);
  await writeFile(unfinished, content, { flush: true });
  await rename(unfinished, path);
}

/** Puts the file that `write` makes in its place, whole or not at all. */
export async function replaceFileBy(
  path: string,
  write: (path: string) => Promise<void> | void,
): Promise<void> {
  const unfinished = unfinishedPath(path);
  try {
    await write(unfinished);
    await flush(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Whether a file was left behind by one who was killed while it was written. */
export function isUnfinished(fileName: string): boolean {
  return fileName.endsWith(UNFINISHED);
}

export function undefinedWhenMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

const UNFINISHED = '.unfinished';
const unfinishedPath = (path: string) => `${path}.${process.pid}${UNFINISHED}`;

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
