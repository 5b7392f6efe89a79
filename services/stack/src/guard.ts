// A process beside the stack that ends what the stack started when the stack itself is gone without having done so,
// killed for instance: Java and Redis would run on for ever. The stack tells it by messages what to watch.

import { setTimeout as sleep } from 'node:timers/promises';
import { GuardMessage } from './guard-message.ts';

/** Time to end in order, in milliseconds. */
const GRACE_MS = 5000;

const watched = new Set<number>();

process.on('message', (message) => {
  const { kind, pid } = GuardMessage.parse(message);
  if (kind === 'watch') watched.add(pid);
  else watched.delete(pid);
});

process.on('disconnect', () => {
  endAll().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

async function endAll(): Promise<void> {
  signalAll('SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (watched.size > 0 && performance.now() < deadline) {
    await sleep(50);
    signalAll(0);
  }
  signalAll('SIGKILL');
}

/** Sends a signal to each process that is watched; 0 only looks whether it is there. Forgets those that are not. */
function signalAll(signal: NodeJS.Signals | 0): void {
  for (const pid of watched) {
    try {
      process.kill(pid, signal);
    } catch {
      watched.delete(pid);
    }
  }
}
