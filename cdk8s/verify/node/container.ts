import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { INFO_FILE_DESCRIPTOR } from './sandbox.ts';

/** A program inside its sandbox. */
export type RunningContainer = {
  /** The program itself, not the sandbox around it; `undefined` until it runs. */
  pid(): number | undefined;
  /** Tells the program, which the sandbox around it does not do. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Its exit status, once it has ended; 128 more than a signal's number when that ended it. */
  readonly exited: Promise<number>;
};

const SandboxInfo = z.looseObject({ 'child-pid': z.number() });
const NOT_STARTED = 128;

/** @param log for what it says */
export function startContainer(command: readonly string[], log: Writable): RunningContainer {
  const [file = '', ...args] = command;
  const sandbox = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  sandbox.stdout?.pipe(log, { end: false });
  sandbox.stderr?.pipe(log, { end: false });
  const exited = new Promise<number>((resolve) => {
    sandbox.once('error', (error) => {
      log.write(`${String(error)}\n`);
      resolve(NOT_STARTED);
    });
    sandbox.once('exit', (code) => resolve(code ?? NOT_STARTED));
  });
  let pid: number | undefined;
  let hasEnded = false;
  void exited.then(() => (hasEnded = true));
  // A pipe for reading, as it was asked for above; Node types it as either kind.
  const info = sandbox.stdio[INFO_FILE_DESCRIPTOR] as Readable;
  const readPid = async () => {
    const json = await text(info);
    if (json !== '') pid = SandboxInfo.parse(JSON.parse(json))['child-pid'];
  };
  const told = readPid();
  return {
    pid: () => (hasEnded ? undefined : pid),
    async kill(signal) {
      await told;
      if (pid !== undefined && !hasEnded) process.kill(pid, signal);
    },
    exited,
  };
}
