import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';

/** A file or folder that code finds beside itself, or in a package, when it runs. */
export type LinkedFile = {
  /** Where it is now. */
  readonly path: string;
  /** Its name beside the bundle. */
  readonly name: string;
};

/** Source text that finds what it links to beside the bundle. */
export type RelocatedSource = {
  readonly text: string;
  /** Programs of threads: to be bundled themselves. */
  readonly threads: readonly LinkedFile[];
  /** To be copied. */
  readonly assets: readonly LinkedFile[];
};

const URL_OF_FILE = /new URL\('(\.[^']+)', import\.meta\.url\)/g;
const PATH_OF_FILE = /join\(import\.meta\.dirname, '(\.[^']+)'\)/g;
const FILE_OF_PACKAGE = /createRequire\(import\.meta\.url\)\.resolve\('([^']+)'\)/g;

/**
 * Finds the three ways in which our code names a file beside it, and has each name the place that the file has in a
 * bundle.
 *
 * @param path where the source is
 */
export function relocate(path: string, source: string): RelocatedSource {
  const threads: LinkedFile[] = [];
  const assets: LinkedFile[] = [];
  const asset = (assetPath: string) => {
    const name = basename(assetPath);
    assets.push({ path: assetPath, name });
    return name;
  };
  const text = source
    .replaceAll(URL_OF_FILE, (_, relative: string) => {
      const linked = resolve(dirname(path), relative);
      if (!linked.endsWith('.ts')) return `new URL('./${asset(linked)}', import.meta.url)`;
      const name = basename(linked, '.ts');
      threads.push({ path: linked, name });
      return `new URL('./${name}.js', import.meta.url)`;
    })
    .replaceAll(
      PATH_OF_FILE,
      (_, relative: string) =>
        `join(import.meta.dirname, './${asset(resolve(dirname(path), relative))}')`,
    )
    .replaceAll(
      FILE_OF_PACKAGE,
      (_, name: string) =>
        `new URL('./${asset(createRequire(path).resolve(name))}', import.meta.url).pathname`,
    );
  return { text, threads, assets };
}
