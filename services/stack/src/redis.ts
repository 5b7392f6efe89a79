import { connect } from 'node:net';
import { once } from 'node:events';
import { startCommand, type Command } from './command.ts';
import type { Guard } from './start-guard.ts';
import { waitUntilReady } from './wait-until.ts';

export type StackRedis = {
  readonly url: string;
  /** Stops it from answering; connections stay open. */
  pause(): void;
  resume(): void;
  /** Ends it at once and without a word; what it held is gone. */
  stop(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
};

export type StackRedisOptions = {
  readonly port: number;
  readonly logPath: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly onStarted: (command: Command) => void;
};

const LONGEST_START_MS = 60_000;
const ANSWER_MS = 2000;

/** Starts redis-server, which keeps nothing on disk and, being the queue's as well, evicts nothing. */
export async function startStackRedis(options: StackRedisOptions): Promise<StackRedis> {
  const { port, logPath, guard, signal, onStarted } = options;
  let command: Command;
  const start = async () => {
    command = await startCommand({
      name: 'redis-server',
      command: 'redis-server',
      arguments: redisArguments(port),
      environment: process.env,
      logPath,
      guard,
    });
    onStarted(command);
    const isReady = () => answersPing(port);
    await waitUntilReady({ command, isReady, longestMs: LONGEST_START_MS, signal });
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => command.signal('SIGSTOP'),
    resume: () => command.signal('SIGCONT'),
    stop: () => command.stop('SIGKILL', 0),
    start,
  };
}

function redisArguments(port: number): string[] {
  const network = ['--port', String(port), '--bind', '127.0.0.1'];
  const keeping = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  return [...network, ...keeping];
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data', {
      signal: AbortSignal.timeout(ANSWER_MS),
    })) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
