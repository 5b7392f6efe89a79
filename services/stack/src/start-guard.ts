import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GuardMessage } from './guard-message.ts';

export type Guard = {
  /** From now on the process ends with this one, however this one ends. */
  watch(pid: number): void;
  /** The process has ended; another may get its id. */
  forget(pid: number): void;
  /** Ends the guard, and with it whatever is still watched. */
  close(): Promise<void>;
};

/** Starts the process that ends what is left of ours should we be killed. */
export function startGuard(): Guard {
  const child = fork(join(import.meta.dirname, 'guard.ts'), {
    // In a group of its own, so that Ctrl-C does not end it before us.
    detached: true,
    stdio: 'ignore',
  });
  // What it could not be told when it is gone already does not matter any more.
  child.on('error', () => {});
  const tell = (message: GuardMessage) => {
    if (child.connected) child.send(message);
  };
  return {
    watch: (pid) => tell({ kind: 'watch', pid }),
    forget: (pid) => tell({ kind: 'forget', pid }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
