import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';

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

/** The file's text; `undefined` when there is no such file. */
async function readTextFile(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(undefinedWhenMissing);
}

/** A pointer file that another release wrote, or nobody, counts as none: whoever needs what it points to makes it anew. */
export async function readPointer<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const content = await readTextFile(path);
  if (content === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined; // not even JSON
  }
}

/** Removes all but the last files of a folder, in the order of their names. */
export async function keepLastFiles(
  folder: string,
  namePattern: RegExp,
  kept: number,
): Promise<void> {
  const names = (await readdir(folder)).filter((name) => namePattern.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - kept)))
    await rm(join(folder, name), { force: true });
}

export function undefinedWhenMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

const unfinishedPath = (path: string) => `${path}.${process.pid}.unfinished`;

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
