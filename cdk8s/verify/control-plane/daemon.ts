import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';

export type DaemonOptions = {
  /** Where its output goes. */
  readonly logFile: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly cwd?: string;
};

/** A program that runs until it is stopped. */
export type Daemon = {
  readonly name: string;
  readonly process: ChildProcess;
  /** Why it is not running any more; `undefined` while it is. */
  fault(): string | undefined;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

const KILL_AFTER_MS = 20_000;
const TAIL_CHARACTERS = 2000;

/** Starts a program; its end is noticed when somebody asks. */
export function startDaemon(
  name: string,
  file: string,
  args: readonly string[],
  { logFile, environment, cwd }: DaemonOptions,
): Daemon {
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(environment && { env: environment }),
    ...(cwd !== undefined && { cwd }),
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let isStopped = false;
  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = `${name} could not be started: ${error.message}`;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ended ??= `${name} ended with ${code ?? signal}: ${readFileSync(logFile, 'utf8').slice(-TAIL_CHARACTERS)}`;
      resolve();
    });
  });
  return {
    name,
    process: child,
    fault: () => (isStopped ? undefined : ended),
    async stop(signal = 'SIGTERM') {
      isStopped = true;
      if (ended !== undefined) return;
      child.kill(signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exited;
      clearTimeout(killer);
    },
  };
}
