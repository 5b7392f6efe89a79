import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type JavaServer = {
  /** Ends the process at once: what tests start keeps nothing. */
  stop(): Promise<void>;
};

export type JavaServerOptions = {
  /** What messages call it. */
  readonly name: string;
  /** What comes after `java`. */
  readonly words: readonly string[];
  readonly port: number;
  /** Whether it can be worked with, asked again until it can; by default when it accepts connections. */
  readonly isReady?: () => Promise<boolean>;
  readonly longestStartMs?: number;
};

/** A JVM on a busy machine takes its time. */
const LONGEST_START_MS = 90_000;
const OLDEST_JAVA = 17;
const ASK_AGAIN_MS = 50;

/** What is wrong with this machine's Java, in a sentence; `undefined` when it will do. */
export function whatJavaLacks(): string | undefined {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1]);
  if (error !== undefined || Number.isNaN(version)) return `Java ${OLDEST_JAVA} is not installed`;
  return version < OLDEST_JAVA ? `Java ${OLDEST_JAVA} is needed, not ${version}` : undefined;
}

/**
 * Starts a server and waits until it is ready. It ends with this process at the latest.
 *
 * @throws Error with what the server had to say when it did not start
 */
export async function startJavaServer({
  name,
  words,
  port,
  isReady = () => accepts(port),
  longestStartMs = LONGEST_START_MS,
}: JavaServerOptions): Promise<JavaServer> {
  const java = spawn('java', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const listen = (text: string) => {
    said.push(text);
    if (said.length > 100) said.shift();
  };
  java.stdout.setEncoding('utf8').on('data', listen);
  java.stderr.setEncoding('utf8').on('data', listen);
  const stopAtExit = () => void java.kill('SIGKILL');
  process.once('exit', stopAtExit);

  const stop = async (): Promise<void> => {
    process.off('exit', stopAtExit);
    if (!hasEnded(java)) {
      java.kill('SIGKILL');
      await once(java, 'exit');
    }
  };
  try {
    await waitUntilReady(java, isReady, longestStartMs);
  } catch (cause) {
    await stop();
    throw new Error(`${name} did not start on port ${port}: ${said.join('')}`, { cause });
  }
  return { stop };
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

async function waitUntilReady(
  java: ChildProcess,
  isReady: () => Promise<boolean>,
  longestStartMs: number,
): Promise<void> {
  const deadline = performance.now() + longestStartMs;
  for (;;) {
    if (hasEnded(java)) throw new Error(`it ended with ${java.exitCode ?? java.signalCode}`);
    if (await isReady()) return;
    if (performance.now() > deadline) throw new Error('it does not answer');
    await sleep(ASK_AGAIN_MS);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
