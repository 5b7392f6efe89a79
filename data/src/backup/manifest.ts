import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, undefinedWhenMissing } from '@books/storage/replace-file';
import { z } from 'zod';

/** What a folder with a backup holds, and how far it is. Kept in `manifest.json` beside the files. */
export const Manifest = z.object({
  format: z.literal(1),
  id: z.uuid(),
  kind: z.enum(['sqlite', 'dynamodb']),
  startedAt: z.iso.datetime(),
  /** Absent while the backup is not complete. */
  finishedAt: z.iso.datetime().optional(),
  tables: z.record(
    z.string(),
    z.object({
      files: z.array(z.object({ name: z.string(), rows: z.int(), sha256: z.string() })),
      /** Where to go on; absent at the beginning and at the end. */
      next: z.string().optional(),
      isComplete: z.boolean(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

const NAME = 'manifest.json';

/** @returns `undefined` where there is no backup. @throws Error when the file is not a manifest of this format */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(undefinedWhenMissing);
  if (text === undefined) return undefined;
  const manifest = Manifest.safeParse(JSON.parse(text));
  if (manifest.success) return manifest.data;
  throw new Error(`${join(folder, NAME)} is not a backup that this program can read`);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await replaceFile(join(folder, NAME), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
