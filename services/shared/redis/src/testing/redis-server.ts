import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RedisServer = {
  readonly url: string;
  /** Stops it from answering, connections stay open. */
  pause(): void;
  resume(): void;
  /** Ends it without a chance to save anything or to say goodbye. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what was last saved by `SAVE`. */
  restart(): Promise<void>;
  /** Ends it and removes what it saved. */
  stop(): Promise<void>;
};

/** Whether there is a genuine Redis on this machine. */
export function isRedisInstalled(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Starts a genuine Redis on a free port of 127.0.0.1. It saves nothing by itself. @throws where there is none */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'books-redis-'));
  let child = await run(port, folder);
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);

  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    async restart() {
      await kill();
      child = await run(port, folder);
    },
    async stop() {
      process.off('exit', killOnExit);
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

/** @throws when Redis ends before it is ready, with what it said */
async function run(port: number, folder: string): Promise<ChildProcess> {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child, 'spawn');
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (!said.includes('Ready to accept connections')) continue;
    return child;
  }
  throw new Error(`redis-server did not start: ${said}`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
