import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { z } from 'zod';

/** What a connection suffers. `none` also lets go what was held back. */
export const TcpFault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Each piece of an answer arrives this much later. */
  z.object({ kind: z.literal('latency'), milliseconds: z.int().min(1) }),
  /** Connections are reset, new ones as soon as they are made. */
  z.object({ kind: z.literal('reset') }),
  /** Connections stay open, and nothing arrives on either side any more. */
  z.object({ kind: z.literal('hang') }),
  /** Of the next answer on each connection so many bytes arrive, then it is closed. */
  z.object({ kind: z.literal('truncate'), bytes: z.int().min(0) }),
]);
export type TcpFault = z.infer<typeof TcpFault>;

export type TcpProxyOptions = {
  /** Where it listens on 127.0.0.1; any free port if not given. */
  readonly port?: number;
  readonly targetPort: number;
};

export type TcpProxy = {
  readonly port: number;
  /** Takes effect at once, on open connections as well. */
  setFault(fault: TcpFault): void;
  connectionCount(): number;
  close(): Promise<void>;
};

/** Passes bytes on between clients and a port of 127.0.0.1, as faultily as it is told to. */
export async function startTcpProxy({ port = 0, targetPort }: TcpProxyOptions): Promise<TcpProxy> {
  const links = new Set<Link>();
  let fault: TcpFault = { kind: 'none' };
  const server = createServer((client) => {
    if (fault.kind === 'reset') {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const link = createLink(client, connect(targetPort, '127.0.0.1'), () => fault);
    links.add(link);
    client.once('close', () => links.delete(link));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setFault(next) {
      fault = next;
      for (const link of links) link.faultChanged();
    },
    connectionCount: () => links.size,
    async close() {
      for (const link of links) link.reset();
      server.close();
      await once(server, 'close');
    },
  };
}

type Link = { faultChanged(): void; reset(): void };

/** Two connections that are one. */
function createLink(client: Socket, target: Socket, currentFault: () => TcpFault): Link {
  const reset = () => {
    client.resetAndDestroy();
    target.resetAndDestroy();
  };
  const pass = (from: Socket, to: Socket, isAnswer: boolean) => {
    /** What is on its way, in its order. */
    let underWay: Promise<unknown> = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      const arrival = isAnswer ? delayOf(currentFault()) : undefined;
      underWay = underWay.then(() => arrival).then(() => deliver(chunk));
    });
    const deliver = async (chunk: Buffer) => {
      await released();
      const fault = currentFault();
      if (fault.kind === 'truncate' && isAnswer) {
        to.write(chunk.subarray(0, fault.bytes));
        client.end();
        target.destroy();
      } else if (!to.destroyed && !to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    };
    from.once('end', () => void underWay.then(released).then(() => to.end()));
    from.on('error', reset);
    from.once('close', () => void underWay.then(() => to.destroy()));
  };

  const waiting = new Set<() => void>();
  /** Waits as long as connections hang. */
  const released = (): Promise<void> | void => {
    if (currentFault().kind !== 'hang') return undefined;
    return new Promise((resolve) => waiting.add(resolve));
  };
  pass(client, target, false);
  pass(target, client, true);
  return {
    reset,
    faultChanged() {
      const { kind } = currentFault();
      if (kind === 'reset') reset();
      if (kind === 'hang') return;
      for (const release of waiting) release();
      waiting.clear();
    },
  };
}

function delayOf(fault: TcpFault): Promise<void> | undefined {
  if (fault.kind !== 'latency') return undefined;
  return new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
}
