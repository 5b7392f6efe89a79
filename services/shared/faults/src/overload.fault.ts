import { processEnvironment } from '@books/stack/environment';
import { startInstance, type Instance } from '@books/stack/instance';
import { findFreePorts } from '@books/stack/ports';
import { startStackDynamo } from '@books/stack/dynamo';
import { startStackRedis } from '@books/stack/redis';
import { startGuard } from '@books/stack/start-guard';
import type { Command } from '@books/stack/command';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { createTables } from '@books/storage/dynamo-create-tables';
import { tableNames } from '@books/storage/tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynamoProxy, type DynamoProxy } from './dynamo-proxy.ts';
import { offerLoad, type LoadReport } from './open-loop.ts';
import { percentile } from './percentile.ts';
import { pinToCore } from './pin-to-core.ts';
import { describeOnParts } from './testing/describe-on-parts.ts';

/** The service runs on one core, everything else on the other. */
const SERVICE_CORE = 0;
const OTHER_CORE = 1;
/** What every request to the store takes longer, in milliseconds. */
const STORE_DELAY_MS = 400;
/** A request asks the store once, over 128 connections at most. */
const SUSTAINABLE_PER_SECOND = 128 / (STORE_DELAY_MS / 1000);
const OVERLOAD_SECONDS = 5;

describeOnParts('a service with ten times the requests that it can answer', (folder) => {
  const guard = startGuard();
  const { signal } = new AbortController();
  const started: Command[] = [];
  let dynamo: DynamoProxy;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const [dynamoPort = 0, redisPort = 0] = await findFreePorts(2);
    const onStarted = (command: Command) => void started.push(command);
    const common = { guard, signal, onStarted };
    const logPath = (name: string) => `${folder()}/${name}.log`;
    const endpoint = await startStackDynamo({
      ...common,
      port: dynamoPort,
      logPath: logPath('dynamodb'),
    });
    const redis = await startStackRedis({ ...common, port: redisPort, logPath: logPath('redis') });
    const client = createDynamoClient({ region: 'us-west-2', endpoint });
    await createTables(client, tableNames('local'));
    client.destroy();
    dynamo = await startDynamoProxy({ targetPort: dynamoPort, random: Math.random });
    dynamo.setDelay(STORE_DELAY_MS);
    pinToCore(process.pid, OTHER_CORE);
    for (const command of started) pinToCore(command.pid, OTHER_CORE);
    environment = processEnvironment(
      {
        ...process.env,
        LOG_LEVEL: 'error',
        SHUTDOWN_DELAY_SECONDS: '0',
        DYNAMODB_CONNECT_TIMEOUT_SECONDS: '1',
        DYNAMODB_REQUEST_TIMEOUT_SECONDS: '2',
      },
      {
        dynamodbUrl: dynamo.url,
        redisUrl: redis.url,
        catalogueFolder: folder(),
        modelFolder: folder(),
        indexFolder: folder(),
        internalUrl: 'http://127.0.0.1:9',
      },
    );
  });
  afterAll(async () => {
    await dynamo.close();
    for (const command of started.toReversed()) await command.stop('SIGKILL', 0);
    await guard.close();
  });

  const startService = async (settings: NodeJS.ProcessEnv): Promise<Instance> => {
    const [port = 0, opsPort = 0] = await findFreePorts(2);
    const instance = await startInstance({
      name: 'ratings-api',
      ports: { port, opsPort },
      environment: { ...environment, ...settings },
      logPath: `${folder()}/ratings-api.log`,
      guard,
      signal,
      onStarted: (command) => void started.push(command),
    });
    pinToCore(instance.command.pid, SERVICE_CORE);
    return instance;
  };

  let readers = 0;
  const offer = async ({ url = '' }: Instance, name: string, times: number, seconds: number) => {
    const report = await offerLoad({
      url,
      // Another reader each time: who was asked for before is in the cache, and costs the store nothing.
      path: () => `/users/reader-${(readers += 1)}/ratings`,
      perSecond: times * SUSTAINABLE_PER_SECOND,
      seconds,
    });
    process.stdout.write(`  ${name}: ${describeLoad(report)}\n`);
    return report;
  };

  const startWarm = async (settings: NodeJS.ProcessEnv) => {
    const instance = await startService(settings);
    await offer(instance, 'warm-up', 0.5, 3);
    return instance;
  };

  /** The best goodput at some rates around the sustainable one. */
  let peak = 0;
  beforeAll(async () => {
    const instance = await startWarm({});
    for (const times of [0.8, 1, 1.2]) {
      const { goodputPerSecond } = await offer(instance, `x ${times}`, times, 5);
      peak = Math.max(peak, goodputPerSecond);
    }
    await instance.command.stop('SIGKILL', 0);
  });

  test('answers at least 90 % of what it can, sends the rest away at once, and is well again in seconds', async () => {
    const instance = await startWarm({});
    const overloaded = await offer(instance, 'x 10', 10, OVERLOAD_SECONDS);
    const after = await offer(instance, 'x 0.5 right after', 0.5, 4);
    expect(overloaded.goodputPerSecond / peak).toBeGreaterThanOrEqual(0.9);
    expect([...overloaded.outcomes.keys()].sort()).toEqual(['200', '503']);
    expect(percentile(overloaded.refusedMs, 0.5)).toBeLessThan(100);
    expect(percentile(overloaded.acceptedMs, 0.99)).toBeLessThan(3000);
    expect(after.outcomes.get('200')! / after.offered).toBeGreaterThan(0.95);
    await instance.command.stop('SIGKILL', 0);
  });

  test('answers far less without shedding, so the test above can fail', async () => {
    const instance = await startWarm({ OVERLOAD_LATENCY_MS: '0' });
    const overloaded = await offer(instance, 'x 10', 10, OVERLOAD_SECONDS);
    expect(overloaded.goodputPerSecond / peak).toBeLessThan(0.9);
    await instance.command.stop('SIGKILL', 0);
  });
});

function describeLoad({ offered, goodputPerSecond, outcomes, acceptedMs, refusedMs }: LoadReport) {
  const counts = [...outcomes].map(([outcome, count]) => `${count} x ${outcome}`).join(', ');
  const ms = (values: readonly number[], share: number) => Math.round(percentile(values, share));
  return (
    `${offered} requests, ${goodputPerSecond.toFixed(0)} answers a second (${counts}); ` +
    `accepted p50 ${ms(acceptedMs, 0.5)} p99 ${ms(acceptedMs, 0.99)} ms, refused p50 ${ms(refusedMs, 0.5)} ms`
  );
}
