import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '@books/stack/command';
import { startStackDynamo } from '@books/stack/dynamo';
import { processEnvironment } from '@books/stack/environment';
import { startInstance, type Instance } from '@books/stack/instance';
import { findFreePorts } from '@books/stack/ports';
import { startStackRedis } from '@books/stack/redis';
import { startGuard } from '@books/stack/start-guard';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { createTables } from '@books/storage/dynamo-create-tables';
import { openDynamoStore } from '@books/storage/dynamo-store';
import type { Store } from '@books/storage/store';
import { tableNames } from '@books/storage/tables';
import { startKillableTcpProxy } from './killable-tcp-proxy.ts';

/** What the rig can kill from outside; `fault-point` deaths come from inside. */
export const VICTIMS = ['ratings-api', 'dynamodb', 'proxy'] as const;
export type Victim = (typeof VICTIMS)[number];
export type Kills = Readonly<Record<Victim | 'fault-point', number>>;

export type RatingsRigOptions = {
  /** For the tables and logs. */
  readonly folder: string;
  readonly seed: number;
  /** Share of the arrivals at a fault point at which ratings-api dies; 0 for never. */
  readonly faultPointKillRate: number;
};

export type RatingsRig = {
  /** Instances of ratings-api; one that died is there again under the same address. */
  readonly urls: readonly string[];
  /** The store without any fault between, while DynamoDB Local runs. */
  readonly store: Store;
  readonly client: DynamoDBDocumentClient;
  /** Kills with SIGKILL and starts again; fulfilled when it serves again. */
  kill(victim: Victim, random: () => number): Promise<void>;
  kills(): Kills;
  /** Fulfilled when everything that died is back. From now on nothing dies at fault points. */
  calm(): Promise<void>;
  close(): Promise<void>;
};

const INSTANCES = 2;
const GRACE_MS = 5000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Two instances of ratings-api on DynamoDB Local (in files, behind a TCP proxy) and Redis, all of which can be killed
 * and come back.
 */
export async function startRatingsRig(options: RatingsRigOptions): Promise<RatingsRig> {
  const { folder, seed } = options;
  const dbPath = join(folder, 'dynamodb');
  const logFolder = join(folder, 'logs');
  await Promise.all([mkdir(dbPath, { recursive: true }), mkdir(logFolder, { recursive: true })]);
  const logPathOf = (name: string) => join(logFolder, `${name}.log`);
  const guard = startGuard();
  const stop = new AbortController();
  const common = { guard, signal: stop.signal };
  const kills = { 'ratings-api': 0, dynamodb: 0, proxy: 0, 'fault-point': 0 };
  let killRate = options.faultPointKillRate;

  const [dynamoPort = 0, redisPort = 0, proxyPort = 0, ...apiPorts] = await findFreePorts(
    3 + 2 * INSTANCES,
  );
  let dynamo: Command | undefined;
  const startDynamo = () =>
    startStackDynamo({
      ...common,
      port: dynamoPort,
      dbPath,
      logPath: logPathOf('dynamodb-local'),
      onStarted: (command) => (dynamo = command),
    });
  let redisCommand: Command | undefined;
  const redis = await startStackRedis({
    ...common,
    port: redisPort,
    logPath: logPathOf('redis'),
    onStarted: (command) => (redisCommand = command),
  });
  const endpoint = await startDynamo();
  const proxy = await startKillableTcpProxy(proxyPort, dynamoPort);

  const tables = tableNames('local');
  const client = createDynamoClient({
    region: 'us-west-2',
    endpoint,
    requestTimeoutMs: LONGEST_WAIT_MS,
    connectTimeoutMs: LONGEST_WAIT_MS,
    maxAttempts: 10,
  });
  await createTables(client, tables);

  const environment = processEnvironment(
    {
      ...process.env,
      LOG_LEVEL: 'error',
      DYNAMODB_CONNECT_TIMEOUT_SECONDS: '2',
      DYNAMODB_REQUEST_TIMEOUT_SECONDS: '5',
      SHUTDOWN_DELAY_SECONDS: '0',
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'kill-at-fault-point.ts')).href}`,
    },
    {
      dynamodbUrl: `http://127.0.0.1:${proxyPort}`,
      redisUrl: redis.url,
      catalogueFolder: folder,
      modelFolder: folder,
      indexFolder: folder,
      // Nobody is there: only an invalidation that Redis did not take would ask.
      internalUrl: 'http://127.0.0.1:9',
    },
  );

  let starts = 0;
  /** An instance that is started again when it dies, until the rig is closed. */
  const keepAlive = async (port: number, opsPort: number) => {
    let current: Instance;
    let starting: Promise<unknown>;
    const start = async (): Promise<void> => {
      starts += 1;
      current = await startInstance({
        ...common,
        name: 'ratings-api',
        ports: { port, opsPort },
        environment: {
          ...environment,
          FAULT_KILL_RATE: String(killRate),
          FAULT_KILL_SEED: String(seed * 1000 + starts),
        },
        logPath: logPathOf('ratings-api'),
        onStarted: (command) => {
          const revive = async () => {
            await command.ended;
            if (stop.signal.aborted) return;
            if (!command.wasStopped()) kills['fault-point'] += 1;
            starting = start().catch(giveUp);
          };
          void revive();
        },
      });
    };
    starting = start();
    await starting;
    return {
      url: `http://127.0.0.1:${port}`,
      kill: async () => {
        await starting;
        await current.command.stop('SIGKILL', 0);
        await starting;
      },
      isUp: () => starting,
      stop: async () => {
        await starting;
        await current.command.stop('SIGINT', GRACE_MS);
      },
    };
  };
  let failure: unknown;
  const giveUp = (error: unknown) => {
    if (!stop.signal.aborted) failure = error;
  };

  const instances = await Promise.all(
    Array.from({ length: INSTANCES }, (_, n) => keepAlive(apiPorts[2 * n]!, apiPorts[2 * n + 1]!)),
  );
  const allUp = async () => {
    for (const instance of instances) await instance.isUp();
    if (failure !== undefined) throw failure;
  };

  const killers: Record<Victim, (random: () => number) => Promise<void>> = {
    'ratings-api': async (random) => {
      await instances[Math.floor(random() * INSTANCES)]!.kill();
    },
    dynamodb: async () => {
      await dynamo?.stop('SIGKILL', 0);
      await startDynamo();
    },
    proxy: () => proxy.kill(),
  };
  return {
    urls: instances.map(({ url }) => url),
    store: openDynamoStore({ client, tables }),
    client,
    async kill(victim, random) {
      if (failure !== undefined) throw failure;
      kills[victim] += 1;
      await killers[victim](random);
    },
    kills: () => ({ ...kills }),
    async calm() {
      killRate = 0;
      // What runs was started with the rate from before.
      await Promise.all(instances.map((instance) => instance.kill()));
      await allUp();
    },
    async close() {
      for (const instance of instances) await instance.isUp().catch(() => {});
      stop.abort();
      await Promise.all(instances.map((instance) => instance.stop().catch(() => {})));
      client.destroy();
      await proxy.close();
      await redisCommand?.stop('SIGKILL', 0);
      await dynamo?.stop('SIGKILL', 0);
      await guard.close();
    },
  };
}
