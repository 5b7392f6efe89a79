import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { DocsAssets } from './front-door.ts';

/** Reads the renderer's files from the installed package. @throws Error when it is not installed */
export async function readDocsAssets(): Promise<DocsAssets> {
  // Said in full: this is how the bundle of an image knows what to copy.
  const script = createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui-bundle.js');
  const style = createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui.css');
  return { script: await readFile(script, 'utf8'), style: await readFile(style, 'utf8') };
}
