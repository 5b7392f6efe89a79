import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Guard } from './start-guard.ts';

export type CommandOptions = {
  /** For people. */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** What it writes is added to this file. */
  readonly logPath: string;
  readonly guard: Guard;
  /** Whether it is one of our processes, which end by themselves when the channel to this one closes. */
  readonly hasChannel?: boolean;
};

/** A program that was started and may have ended since. */
export type Command = {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** `undefined` while it runs; then how it ended, such as `exit code 1` or `SIGKILL`. */
  ending(): string | undefined;
  /** Fulfilled with the {@link ending}. */
  readonly ended: Promise<string>;
  /** Whether its end was wanted, by {@link stop}. */
  wasStopped(): boolean;
  /** Nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, and after `graceMs` makes it. Fulfilled when it has ended. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
};

/** @throws Error when there is no such program */
export async function startCommand(options: CommandOptions): Promise<Command> {
  const { name, command, environment, logPath, guard, hasChannel = false } = options;
  const log = await open(logPath, 'a');
  const child = spawn(command, options.arguments, {
    // In a group of its own: Ctrl-C reaches the stack alone, which then stops all in order.
    detached: true,
    env: environment,
    stdio: ['ignore', log.fd, log.fd, ...(hasChannel ? ['ipc' as const] : [])],
  });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} was started without an id`);
  guard.watch(pid);

  let ending: string | undefined;
  let wasStopped = false;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      guard.forget(pid);
      ending = signal ?? `exit code ${code}`;
      resolve(ending);
    });
  });
  const signal = (name: NodeJS.Signals) => {
    if (ending === undefined) child.kill(name);
  };
  return {
    name,
    pid,
    logPath,
    ended,
    ending: () => ending,
    wasStopped: () => wasStopped,
    signal,
    async stop(first, graceMs) {
      wasStopped = true;
      signal(first);
      const hardEnd = setTimeout(() => signal('SIGKILL'), graceMs);
      await ended;
      clearTimeout(hardEnd);
    },
  };
}
