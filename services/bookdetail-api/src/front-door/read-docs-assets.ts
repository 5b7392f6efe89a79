import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DocsAssets } from './front-door.ts';

/** Reads the renderer's files from the installed package. @throws Error when it is not installed */
export async function readDocsAssets(): Promise<DocsAssets> {
  const manifest = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
  const read = (name: string) => readFile(join(dirname(manifest), name), 'utf8');
  const [script, style] = await Promise.all([read('swagger-ui-bundle.js'), read('swagger-ui.css')]);
  return { script, style };
}
