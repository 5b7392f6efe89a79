import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createDynamoClient } from './dynamo-client.ts';
import type { RequestOutcome } from './dynamo-errors.ts';

const someRead = new GetCommand({ TableName: 'books', Key: { book_id: 'gb:1' } });

/** The address of a server that takes connections and never answers; counts the connections. */
async function aSilentServer() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, connections: () => connections };
}

test('gives up on a store that hangs, after the attempts it was allowed', async () => {
  const server = await aSilentServer();
  const outcomes: RequestOutcome[] = [];
  const client = createDynamoClient({
    region: 'us-west-2',
    endpoint: server.endpoint,
    requestTimeoutMs: 20,
    maxAttempts: 2,
    onRequest: ({ outcome }) => outcomes.push(outcome),
  });
  onTestFinished(() => client.destroy());
  await expect(client.send(someRead)).rejects.toMatchObject({
    kind: 'unavailable',
    retryAfterSeconds: 1,
  });
  expect(server.connections()).toBe(2);
  expect(outcomes).toEqual(['unreachable']);
});
