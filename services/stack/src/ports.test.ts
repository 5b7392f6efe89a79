import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { claimPorts, findFreePorts } from './ports.ts';

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('names every port that is taken, with its variable', async () => {
  const [free = 0] = await findFreePorts(1);
  const [first, second] = [await takenPort(), await takenPort()];
  const claim = claimPorts([
    { port: free, variable: 'FREE' },
    { port: first, variable: 'FIRST' },
    { port: second, variable: 'SECOND' },
  ]);
  await expect(claim).rejects.toThrow(
    `port ${first} is in use by another program: stop it or set FIRST\n` +
      `port ${second} is in use by another program: stop it or set SECOND`,
  );
});

test('refuses one port for two', async () => {
  const [port = 0] = await findFreePorts(1);
  const claim = claimPorts([
    { port, variable: 'FIRST' },
    { port, variable: 'SECOND' },
  ]);
  await expect(claim).rejects.toThrow(`FIRST and SECOND are both ${port}`);
});

test('finds ports that are each another one', async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
  await claimPorts(ports.map((port) => ({ port, variable: `PORT_${port}` })));
});
