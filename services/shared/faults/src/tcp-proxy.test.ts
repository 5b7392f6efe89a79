import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTcpProxy, type TcpFault } from './tcp-proxy.ts';

/** A connection through a proxy to somebody who says everything again. */
async function anEcho() {
  const target = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  const proxy = await startTcpProxy({ targetPort: (target.address() as AddressInfo).port });
  onTestFinished(async () => {
    await proxy.close();
    target.close();
  });
  const connectClient = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  };
  return { proxy, connectClient };
}

const said = async (socket: Socket, words: string) => {
  socket.write(words);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
};

test('passes on what is said', async () => {
  const { connectClient } = await anEcho();
  const socket = await connectClient();
  expect(await said(socket, 'hello')).toBe('hello');
  socket.destroy();
});

test('delays answers', async () => {
  const { proxy, connectClient } = await anEcho();
  const socket = await connectClient();
  proxy.setFault({ kind: 'latency', milliseconds: 100 });
  const startedAtMs = performance.now();
  expect(await said(socket, 'hello')).toBe('hello');
  expect(performance.now() - startedAtMs).toBeGreaterThan(95);
  socket.destroy();
});

test('holds everything back while it hangs, and lets it go afterwards', async () => {
  const { proxy, connectClient } = await anEcho();
  const socket = await connectClient();
  proxy.setFault({ kind: 'hang' });
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write('one');
  await new Promise((resolve) => socket.write(' two', resolve));
  expect(answer).toBe('');
  proxy.setFault({ kind: 'none' });
  await vi.waitUntil(() => answer === 'one two');
  socket.destroy();
});

test.each<[string, TcpFault]>([
  ['resets connections', { kind: 'reset' }],
  ['cuts answers short', { kind: 'truncate', bytes: 2 }],
])('%s', async (_, fault) => {
  const { proxy, connectClient } = await anEcho();
  const socket = await connectClient();
  expect(await said(socket, 'hello')).toBe('hello');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  // Not by `once`, which takes the reset for a failure.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  proxy.setFault(fault);
  socket.write('hello');
  await closed;
  expect(answer).toBe(fault.kind === 'truncate' ? 'he' : '');
});
