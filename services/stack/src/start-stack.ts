import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoadProgress } from '@books/data/load/load-into';
import { startListener } from '@books/service-kit/server';
import { processOf } from '@books/topology/path-router';
import { PROCESSES, type ProcessName } from '@books/topology/processes';
import type { Command } from './command.ts';
import { startStackDynamo } from './dynamo.ts';
import { processEnvironment } from './environment.ts';
import { fillTables } from './fill-tables.ts';
import { startInstance, type Instance } from './instance.ts';
import { tailOf } from './log-tail.ts';
import { findFreePorts, type ProcessPorts, type StackPorts } from './ports.ts';
import { startStackRedis, type StackRedis } from './redis.ts';
import { startRollingProcess, type RollingProcess } from './rolling-process.ts';
import { createRouter } from './router.ts';
import { startGuard } from './start-guard.ts';

export type StackOptions = {
  /** For logs, models, search indexes and, with `persist`, tables. */
  readonly folder: string;
  readonly ports: StackPorts;
  /** Whose ratings of the sample are loaded, counted from the first. */
  readonly readers: number;
  /** Keep tables, models and indexes for the next start with as many readers. */
  readonly persist?: boolean;
  /** Add to the logs of earlier starts instead of replacing them. */
  readonly keepLogs?: boolean;
  /** Settings for every process, such as `LOG_LEVEL`. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Told of a program that ended by itself. */
  readonly onDeath?: (death: Death) => void;
  /** Puts something between the processes and what they store in, and returns where it is. */
  readonly interpose?: (stores: StoreUrls) => Promise<StoreUrls>;
  /** `s3://bucket` for what is kept as objects, instead of folders; `S3_ENDPOINT` in `environment` says where that is. */
  readonly objectsAt?: string;
  /** Gives up and leaves nothing behind. */
  readonly signal?: AbortSignal;
};

/** Where the processes find what they store in. */
export type StoreUrls = { readonly dynamodbUrl: string; readonly redisUrl: string };

export type Death = {
  readonly name: string;
  readonly ending: string;
  readonly logPath: string;
  readonly logTail: string;
};

export type Stack = {
  /** The router, where all public paths are. */
  readonly baseUrl: string;
  /** What was loaded; `undefined` when an earlier start did. */
  readonly loaded: { readonly books: number; readonly ratings: number } | undefined;
  readonly dynamodbUrl: string;
  readonly logFolder: string;
  /** The file with the rights in AWS that a process has needed since the start. */
  rightsPath(name: ProcessName): string;
  /** The instance of a process that takes requests now. */
  instance(name: ProcessName): Instance;
  /**
   * Puts a new instance in the place of the running one, the way a rollout does: no request fails.
   *
   * @param options without `drain` the old one is killed with whatever it is doing
   */
  restart(name: ProcessName, options?: { readonly drain: boolean }): Promise<void>;
  /** Ends the running instance hard; `restart` brings the process back. */
  kill(name: ProcessName): Promise<void>;
  readonly redis: StackRedis;
  /** Stops everything, in order. */
  close(): Promise<void>;
};

/** Ends in order what was started, the latest first. */
type Closer = () => Promise<void>;

const GRACE_MS = 10_000;

/**
 * Starts the product as it runs on EKS, each process by itself, on DynamoDB Local and Redis, with a router in front.
 * When a start fails nothing stays behind; nothing does either when this process is killed.
 *
 * @throws Error with the end of the log of what did not start; the signal's reason when it is aborted
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: Closer[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  const abort = new AbortController();
  options.signal?.addEventListener('abort', () => abort.abort(options.signal?.reason));
  try {
    options.signal?.throwIfAborted();
    return await startAll(options, { abort, closers, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function startAll(
  options: StackOptions,
  { abort, closers, close }: { abort: AbortController; closers: Closer[]; close: Closer },
): Promise<Stack> {
  const { ports, readers, persist = false, onDeath } = options;
  const { signal } = abort;
  const { logFolder, dbPath, ...files } = await prepareFolders(options);
  const guard = startGuard();
  closers.push(guard.close);

  const logPathOf = (name: string) => join(logFolder, `${name}.log`);
  const onStarted = (command: Command) => {
    // SIGINT: at once, without the delay that a rollout needs.
    closers.push(() => command.stop('SIGINT', GRACE_MS));
    if (onDeath) void reportDeath(command, onDeath);
  };
  const common = { guard, signal, onStarted };

  const startingDynamo = startStackDynamo({
    ...common,
    port: ports.dynamodb,
    logPath: logPathOf('dynamodb-local'),
    ...(persist && { dbPath }),
  });
  const startingRedis = startStackRedis({
    ...common,
    port: ports.redis,
    logPath: logPathOf('redis'),
  });
  await allOrNone(abort, [startingDynamo, startingRedis]);
  const [dynamodbUrl, redis] = [await startingDynamo, await startingRedis];
  const loaded = await fillTables({
    endpoint: dynamodbUrl,
    readers,
    onProgress: options.onProgress ?? (() => {}),
    signal,
  });

  const processes = new Map<ProcessName, RollingProcess>();
  const instance = (name: ProcessName): Instance => {
    const process = processes.get(name);
    if (process === undefined) throw new Error(`${name} has not been started yet`);
    return process.current();
  };
  // Calls between processes go through a door of their own, as through a Service of Kubernetes: they find whichever
  // instance is there.
  const internalDoor = await startDoor(0, (path) => {
    const name = path === '/internal/find' ? 'search-api' : 'recommendation-api';
    return processes.get(name)?.current().opsUrl;
  });
  closers.push(() => internalDoor.close(GRACE_MS));

  const stores = { dynamodbUrl, redisUrl: redis.url };
  const environment = processEnvironment(options.environment, {
    ...((await options.interpose?.(stores)) ?? stores),
    ...(options.objectsAt === undefined ? files : objectsUnder(options.objectsAt)),
    internalUrl: `http://127.0.0.1:${internalDoor.port}`,
  });
  const rightsPath = (name: ProcessName) => join(logFolder, `${name}.rights.jsonl`);
  const start = (name: ProcessName, processPorts: ProcessPorts) =>
    startInstance({
      ...common,
      name,
      ports: processPorts,
      environment: { ...environment, AWS_RIGHTS_FILE: rightsPath(name) },
      logPath: logPathOf(name),
    });
  const starting = PROCESSES.map(async ({ name, port }) => {
    const findPorts = () => findProcessPorts(port !== undefined);
    const deps = { name, ports: ports.processes[name], start, findPorts };
    processes.set(name, await startRollingProcess(deps));
  });
  await allOrNone(abort, starting);

  const router = await startDoor(ports.router, (path) => instance(processOf(path)).url);
  closers.push(() => router.close(GRACE_MS));
  return {
    baseUrl: `http://127.0.0.1:${router.port}`,
    loaded,
    dynamodbUrl,
    logFolder,
    rightsPath,
    instance,
    restart: async (name, options) => processes.get(name)?.restart(options),
    kill: (name) => instance(name).command.stop('SIGKILL', 0),
    redis,
    close,
  };
}

/** Tells of a program when it ends without having been stopped. */
async function reportDeath(command: Command, onDeath: (death: Death) => void): Promise<void> {
  const ending = await command.ended;
  if (command.wasStopped()) return;
  const { name, logPath } = command;
  onDeath({ name, ending, logPath, logTail: await tailOf(logPath) });
}

/**
 * Waits for all. When one fails the others are given up, but still waited for, so that nothing starts after it.
 *
 * @throws what the first to fail did
 */
async function allOrNone(abort: AbortController, starting: readonly Promise<unknown>[]) {
  const watched = starting.map((start) =>
    start.catch((error: unknown) => {
      abort.abort(error);
    }),
  );
  await Promise.all(watched);
  abort.signal.throwIfAborted();
}

/** A server that passes requests on. */
function startDoor(port: number, targetOf: (path: string) => string | undefined) {
  return startListener({
    listener: createRouter({ targetOf }),
    hostname: '127.0.0.1',
    port,
    portVariable: 'ROUTER_PORT',
  });
}

async function findProcessPorts(hasPublicPaths: boolean): Promise<ProcessPorts> {
  const [opsPort = 0, port = 0] = await findFreePorts(2);
  return hasPublicPaths ? { port, opsPort } : { opsPort };
}

function objectsUnder(place: string) {
  return {
    catalogueFolder: `${place}/catalogue`,
    modelFolder: `${place}/models`,
    indexFolder: `${place}/search-index`,
  };
}

/** What is kept belongs to a number of readers, so that another number begins with tables of its own. */
async function prepareFolders({ folder, readers, persist, keepLogs }: StackOptions) {
  const root = resolve(folder);
  const logFolder = join(root, 'logs');
  const dataFolder = join(root, persist ? `readers-${readers}` : 'not-kept');
  const catalogueFolder = join(dataFolder, 'catalogue');
  const modelFolder = join(dataFolder, 'models');
  const indexFolder = join(dataFolder, 'search-index');
  const dbPath = join(dataFolder, 'dynamodb');
  if (!keepLogs) await rm(logFolder, { recursive: true, force: true });
  if (!persist) await rm(dataFolder, { recursive: true, force: true });
  const folders = { logFolder, catalogueFolder, modelFolder, indexFolder, dbPath };
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
  return folders;
}
