import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TcpFault } from './tcp-proxy.ts';

export type KillableTcpProxy = {
  readonly port: number;
  setFault(fault: TcpFault): void;
  /** Kills it with whatever is on its way, and starts it again on the same port. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

/** A TCP proxy in a process of its own. It ends with this process, however this one ends. */
export async function startKillableTcpProxy(
  port: number,
  targetPort: number,
): Promise<KillableTcpProxy> {
  let child = await start(port, targetPort);
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  return {
    port,
    setFault: (fault) => child.send(fault),
    async kill() {
      await end();
      child = await start(port, targetPort);
    },
    close: end,
  };
}

async function start(port: number, targetPort: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'tcp-proxy-process.ts');
  // In a group of its own, so that Ctrl-C ends it with its parent and not before.
  const child = fork(script, [String(port), String(targetPort)], { detached: true });
  await once(child, 'message');
  return child;
}
