import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './command.ts';
import { tailOf } from './log-tail.ts';

export type WaitOptions = {
  /** What is waited for; when it ends there is nothing more to wait for. */
  readonly command: Command;
  readonly isReady: () => Promise<boolean>;
  readonly longestMs: number;
  readonly signal: AbortSignal;
};

const PAUSE_MS = 50;

/** @throws Error with the end of the log when it ends or takes too long; the signal's reason when it is aborted */
export async function waitUntilReady(options: WaitOptions): Promise<void> {
  const { command, isReady, longestMs, signal } = options;
  const deadline = performance.now() + longestMs;
  while (!(await isReady())) {
    signal.throwIfAborted();
    const ending = command.ending();
    if (ending !== undefined) await fail(command, `ended with ${ending}`);
    if (performance.now() > deadline) await fail(command, `is not ready after ${longestMs} ms`);
    await sleep(PAUSE_MS);
  }
}

async function fail({ name, logPath }: Command, what: string): Promise<never> {
  throw new Error(`${name} ${what}; the end of ${logPath}:\n${await tailOf(logPath)}`);
}
