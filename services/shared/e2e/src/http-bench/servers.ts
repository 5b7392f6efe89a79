import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts, findStackPorts } from '@books/stack/ports';
import { startStack } from '@books/stack/start-stack';
import { processOf } from '@books/topology/path-router';
import { REFERENCE } from './report.ts';

/** A process that is measured. */
export type Server = { readonly name: string; readonly port: number; readonly pid: number };

/** The product: the process that answers a path, which may be the same for all. */
export type Product = {
  serverOf(path: string): Server;
  close(): Promise<void>;
};

/** What is measured has the one core, what asks it the other, and so have the stores. */
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

const ROOT = join(import.meta.dirname, '../../../../..');
const LOG_LEVEL = 'info';
const READERS = 20;

/** The product in one process. @param folder for its data and its log */
export async function startEmbedded(folder: string): Promise<Product> {
  const [port = 0, opsPort = 0] = await findFreePorts(2);
  const child = spawn(process.execPath, [join(ROOT, 'services/local/src/main.ts')], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: String(port),
      OPS_PORT: String(opsPort),
      LOG_LEVEL,
    },
    stdio: ['ignore', openSync(join(folder, 'log'), 'w'), 'inherit'],
  });
  const isReady = () =>
    fetch(`http://127.0.0.1:${opsPort}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('the product did not start, see above');
    await sleep(100);
  }
  const server = { name: 'ours, embedded', port, pid: child.pid ?? 0 };
  return {
    serverOf: () => server,
    close: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

/** The product process by process, on DynamoDB Local and Redis, asked without the router. */
export async function startProcesses(folder: string): Promise<Product> {
  const stack = await startStack({
    folder,
    ports: await findStackPorts(),
    readers: READERS,
    environment: { ...process.env, LOG_LEVEL },
  });
  return {
    serverOf: (path) => {
      const { url = '', command } = stack.instance(processOf(path));
      return {
        name: 'ours, DynamoDB and Redis',
        port: Number(new URL(url).port),
        pid: command.pid,
      };
    },
    close: stack.close,
  };
}

/** A server that only gives prepared answers. */
export async function startBare(
  kind: 'node' | 'hono',
  answers: object,
): Promise<Server & { stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts'), kind], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(answers);
  const [port] = (await once(child, 'message')) as [number];
  const name = kind === 'node' ? 'bare Node' : REFERENCE;
  return { name, port, pid: child.pid ?? 0, stop: () => void child.kill() };
}
