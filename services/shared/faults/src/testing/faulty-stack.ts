import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findStackPorts } from '@books/stack/ports';
import { startStack, type Stack } from '@books/stack/start-stack';
import { seededRandom } from '@books/search/evaluate/random';
import { afterAll, beforeAll } from 'vitest';
import { startDynamoProxy, type DynamoProxy } from '../dynamo-proxy.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { describeOnParts, seedOf } from './describe-on-parts.ts';

/** The whole product, with something that fails on demand before each of its stores. */
export type FaultyStack = {
  readonly stack: Stack;
  readonly dynamo: DynamoProxy;
  readonly redis: TcpProxy;
  /** Where a process writes what it holds, see `heap-after-gc.ts`. */
  readonly heapFolder: string;
};

/** Enough for a model, few enough to be loaded soon. */
const READERS = 60;

/** Runs tests against one whole product whose stores can be made to fail. */
export function describeOnFaultyStack(name: string, tests: (parts: () => FaultyStack) => void) {
  describeOnParts(name, (folder) => {
    let dynamo: DynamoProxy | undefined;
    let redis: TcpProxy | undefined;
    let stack: Stack | undefined;
    beforeAll(async () => {
      const random = seededRandom(seedOf(name));
      stack = await startStack({
        folder: folder(),
        ports: await findStackPorts(),
        readers: READERS,
        environment: {
          ...process.env,
          LOG_LEVEL: 'warn',
          // Reads of the store are to be those that requests make.
          AUDIT_BOOKS_PER_SECOND: '0',
          HEAP_FOLDER: folder(),
          NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, '../heap-after-gc.ts')).href}`,
          DYNAMODB_CONNECT_TIMEOUT_SECONDS: '2',
          DYNAMODB_REQUEST_TIMEOUT_SECONDS: '2',
        },
        interpose: async ({ dynamodbUrl, redisUrl }) => {
          dynamo = await startDynamoProxy({
            targetPort: Number(new URL(dynamodbUrl).port),
            random,
          });
          redis = await startTcpProxy({ targetPort: Number(new URL(redisUrl).port) });
          return { dynamodbUrl: dynamo.url, redisUrl: `redis://127.0.0.1:${redis.port}` };
        },
      });
    });
    afterAll(async () => {
      await stack?.close();
      await Promise.all([dynamo?.close(), redis?.close()]);
    });
    tests(() => {
      if (stack === undefined || dynamo === undefined || redis === undefined) {
        throw new Error('the product is there in tests only');
      }
      return { stack, dynamo, redis, heapFolder: folder() };
    });
  });
}
