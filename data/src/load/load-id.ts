import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

/**
 * Tells one load from another by its files: names, sizes and times of change. A file that is missing counts as it is,
 * since whoever opens it says so.
 */
export async function loadIdOf(files: readonly string[]): Promise<string> {
  const facts = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined);
    return [basename(file), found?.size, found?.mtime.toISOString()].join(' ');
  });
  return (await Promise.all(facts)).join(', ');
}
