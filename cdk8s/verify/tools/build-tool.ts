import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TOOLS, type Tool, type ToolName } from './tools.ts';

/** A tool could not be built; the message says which, and why. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

export type BuildOptions = {
  /** Told a line of progress, also while a long build runs. */
  readonly say: (line: string) => void;
  /** Ends a build that takes too long. */
  readonly signal?: AbortSignal;
};

const PROGRESS_EVERY_MS = 15_000;

/** The version of a tool, as its go.mod says it. */
export function toolVersion(name: ToolName): string {
  const { module, versionOf } = TOOLS[name];
  const version = goModOf(module)
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
    .find(([path]) => path === versionOf)?.[1];
  if (version === undefined) throw new ToolError(`${module}/go.mod does not require ${versionOf}`);
  return version;
}

/** Where a tool is once it has been built: a folder for all checkouts, by what it is built from. */
export function toolFile(name: ToolName): string {
  const { module } = TOOLS[name];
  const hash = createHash('sha256')
    .update(goModOf(module))
    .update(readFileSync(join(import.meta.dirname, module, 'go.sum')))
    .digest('hex')
    .slice(0, 12);
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'eventually-find-your-books/tools', `${name}-${toolVersion(name)}-${hash}`);
}

/**
 * Path of a tool, built first where it is not there yet: minutes for Kubernetes, seconds for most others.
 *
 * @throws ToolError when Go is missing, the build fails, or the signal ends it
 */
export async function buildTool(name: ToolName, { say, signal }: BuildOptions): Promise<string> {
  const file = toolFile(name);
  if (existsSync(file)) return file;
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  say(`building ${name} ${toolVersion(name)} ...`);
  const progress = setInterval(() => say(`building ${name} ... ${seconds()} s`), PROGRESS_EVERY_MS);
  mkdirSync(join(file, '..'), { recursive: true });
  // Renamed into place when it is whole, so that two builders at once do not see half a program.
  const unfinished = `${file}.${process.pid}`;
  try {
    await goBuild(name, unfinished, signal);
    renameSync(unfinished, file);
  } finally {
    clearInterval(progress);
    rmSync(unfinished, { force: true });
  }
  say(`built ${name} in ${seconds()} s`);
  return file;
}

async function goBuild(name: ToolName, output: string, signal?: AbortSignal): Promise<void> {
  const tool: Tool = TOOLS[name];
  const version = toolVersion(name);
  const linked = Object.entries(tool.linkVersion?.(version) ?? {}).map(
    ([variable, value]) => `-X ${variable}=${value}`,
  );
  const flags = [
    '-mod=readonly',
    '-buildvcs=false',
    '-trimpath',
    '-ldflags',
    `-s -w ${linked.join(' ')}`,
  ];
  const child = spawn('go', ['build', ...flags, '-o', output, tool.package], {
    cwd: join(import.meta.dirname, tool.module),
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  let status: number | null;
  try {
    status = await ended.promise;
  } catch (error) {
    if (signal?.aborted) throw new ToolError(`${name} was not built in time`, { cause: error });
    throw new ToolError(`${name} needs Go 1.26 or later to be built: https://go.dev/doc/install`, {
      cause: error,
    });
  }
  if (status !== 0) throw new ToolError(`${name} could not be built:\n${errors.slice(-2000)}`);
}

function goModOf(module: string): string {
  return readFileSync(join(import.meta.dirname, module, 'go.mod'), 'utf8');
}
