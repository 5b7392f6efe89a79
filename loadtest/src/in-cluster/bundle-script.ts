import { join } from 'node:path';
import { build } from 'esbuild';

const SCRIPT = join(import.meta.dirname, '../../k6/main.ts');

/** What k6 runs as one file, which imports nothing but k6's own modules. */
export async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SCRIPT],
    bundle: true,
    write: false,
    format: 'esm',
    // Of k6's own interpreter.
    target: 'es2022',
    external: ['k6', 'k6/*'],
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}
