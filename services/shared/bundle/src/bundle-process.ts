import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { relocate, type LinkedFile } from './linked-files.ts';

export type BundleOptions = {
  /** The program, as TypeScript. */
  readonly entry: string;
  /** Emptied first. The program is `main.js` in it. */
  readonly outdir: string;
};

export type Bundle = {
  /** Names of the programs: `main` and those of its threads. */
  readonly programs: readonly string[];
  /** Names of the files and folders beside them. */
  readonly assets: readonly string[];
  /** Of `main.js`. */
  readonly bytes: number;
};

/** Oldest Node that runs the bundle. */
const TARGET = 'node24';
/** Packages written for CommonJS ask for others while they run. */
const REQUIRE_FOR_PACKAGES =
  "import { createRequire as createRequireForPackages } from 'node:module'; const require = createRequireForPackages(import.meta.url);";
/** A native speed-up that its user does without where it is not there. */
const EXTERNAL = ['msgpackr-extract'];

/** Makes a program, and those of its threads, into one file each that need no node_modules. */
export async function bundleProcess({ entry, outdir }: BundleOptions): Promise<Bundle> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const programs = new Map([['main', entry]]);
  const assets = new Map<string, string>();
  // The set grows while it is walked: threads start threads.
  for (const [name, path] of programs) {
    const linked = await bundleProgram(path, join(outdir, `${name}.js`));
    for (const thread of linked.threads) add(programs, thread);
    for (const asset of linked.assets) add(assets, asset);
  }
  for (const [name, path] of assets) await cp(path, join(outdir, name), { recursive: true });
  await writeFile(join(outdir, 'package.json'), '{"type":"module"}\n');
  const main = await readFile(join(outdir, 'main.js'));
  return { programs: [...programs.keys()], assets: [...assets.keys()], bytes: main.length };
}

async function bundleProgram(entry: string, outfile: string) {
  const threads: LinkedFile[] = [];
  const assets: LinkedFile[] = [];
  const relocateLinks: Plugin = {
    name: 'relocate-links',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const found = relocate(path, await readFile(path, 'utf8'));
        threads.push(...found.threads);
        assets.push(...found.assets);
        return { contents: found.text, loader: 'ts' };
      });
    },
  };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    sourcemap: 'linked',
    sourcesContent: false,
    minifySyntax: true,
    keepNames: true,
    external: EXTERNAL,
    banner: { js: REQUIRE_FOR_PACKAGES },
    plugins: [relocateLinks],
    logLevel: 'warning',
  });
  return { threads, assets };
}

/** @throws Error when two files of one name would lie in the same place */
function add(places: Map<string, string>, { name, path }: LinkedFile): void {
  const other = places.get(name);
  if (other !== undefined && other !== path)
    throw new Error(`${other} and ${path} would both be ${name} in the bundle: rename one`);
  places.set(name, path);
}
