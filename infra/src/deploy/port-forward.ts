import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { processOf } from '@books/topology/path-router';
import { PROCESSES, type ProcessName } from '@books/topology/processes';
import { flags } from './commands.ts';
import type { UrlOf } from './smoke-test.ts';

export type PortForwardOptions = {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly folder: string;
};

/**
 * Makes the services of a cluster answer on free ports of this machine while `work` goes on.
 *
 * @throws Error when a service cannot be reached
 */
export async function withPortForwards(
  options: PortForwardOptions,
  work: (urlOf: UrlOf) => Promise<void>,
): Promise<void> {
  const children: ChildProcess[] = [];
  try {
    const ports = new Map<ProcessName, number>();
    for (const { name, port } of PROCESSES) {
      if (port === undefined) continue;
      const child = spawn(
        'kubectl',
        [
          ...flags({ kubeconfig: options.kubeconfig, namespace: options.namespace }),
          'port-forward',
          `service/${name}`,
          `:${port}`,
        ],
        { cwd: options.folder, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      children.push(child);
      ports.set(name, await localPort(name, child));
    }
    await work(
      (path) => `http://127.0.0.1:${ports.get(processOf(path.split('?')[0] ?? path))}${path}`,
    );
  } finally {
    await Promise.all(children.map(stop));
  }
}

/** From the line that tells where it listens. */
async function localPort(name: ProcessName, child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('kubectl has no output');
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  const found = (async () => {
    for await (const line of createInterface({ input: child.stdout! })) {
      const port = Number(/127\.0\.0\.1:(\d+) ->/.exec(line)?.[1]);
      if (port > 0) return port;
    }
    throw new Error(`kubectl cannot reach ${name}, see above`);
  })();
  return Promise.race([found, failed]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill();
  await ended;
}
