import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { PROCESSES, type ProcessName } from '@books/topology/processes';

/** The ports of one process. */
export type ProcessPorts = {
  /** Absent for a process that serves nobody outside. */
  readonly port?: number;
  readonly opsPort: number;
};

/** Every port of the stack, all on 127.0.0.1. */
export type StackPorts = {
  readonly router: number;
  readonly dynamodb: number;
  readonly redis: number;
  readonly processes: Readonly<Record<ProcessName, ProcessPorts>>;
};

/** A port that somebody may have taken, and the variable that sets it. */
export type NamedPort = { readonly port: number; readonly variable: string };

/** @returns ports that were free a moment ago, each another one */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/** Free ports for a whole stack. */
export async function findStackPorts(): Promise<StackPorts> {
  const free = await findFreePorts(3 + 2 * PROCESSES.length);
  const next = () => free.pop() ?? 0;
  const processes = PROCESSES.map(({ name, port }) => [
    name,
    { ...(port !== undefined && { port: next() }), opsPort: next() },
  ]);
  return {
    router: next(),
    dynamodb: next(),
    redis: next(),
    processes: Object.fromEntries(processes) as Record<ProcessName, ProcessPorts>,
  };
}

/** @throws Error with a sentence for each port that is taken or wanted twice, and the variable that sets it */
export async function claimPorts(ports: readonly NamedPort[]): Promise<void> {
  const faults = await Promise.all(
    ports.map(async ({ port, variable }) => {
      const twin = ports.find((other) => other.port === port && other.variable !== variable);
      if (twin !== undefined) return `${variable} and ${twin.variable} are both ${port}`;
      return (await isFree(port))
        ? undefined
        : `port ${port} is in use by another program: stop it or set ${variable}`;
    }),
  );
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0) throw new Error(found.join('\n'));
}

async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
