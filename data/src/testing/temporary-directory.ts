import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export type TemporaryDirectory = {
  readonly path: string;
  /** Writes a file into the directory and returns its path. */
  write(name: string, content: string | Buffer): Promise<string>;
};

/** A directory of this test alone, gone when the test is over. */
export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'books-data-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return {
    path,
    write: async (name, content) => {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
  };
}
