import { join } from 'node:path';
import type { ProcessName } from '@books/topology/processes';
import { startCommand, type Command } from './command.ts';
import type { ProcessPorts } from './ports.ts';
import type { Guard } from './start-guard.ts';
import { waitUntilReady } from './wait-until.ts';

/** One running instance of a process. */
export type Instance = {
  readonly command: Command;
  /** Where it serves its public paths; absent for a process that has none. */
  readonly url?: string;
  readonly opsUrl: string;
};

export type InstanceOptions = {
  readonly name: ProcessName;
  readonly ports: ProcessPorts;
  readonly environment: NodeJS.ProcessEnv;
  readonly logPath: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly onStarted: (command: Command) => void;
};

const SERVICES = join(import.meta.dirname, '../..');
/** A first model has to be trained, on a machine that may have other things to do. */
const LONGEST_START_MS = 180_000;

/** Starts an instance of a process and waits until it says that it is ready. @throws Error with the end of its log */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { name, ports, environment, logPath, guard, signal, onStarted } = options;
  const command = await startCommand({
    name,
    command: process.execPath,
    arguments: [join(SERVICES, name, 'src/main.ts')],
    environment: {
      ...environment,
      PORT: String(ports.port ?? 0),
      OPS_PORT: String(ports.opsPort),
    },
    logPath,
    guard,
    hasChannel: true,
  });
  onStarted(command);
  const opsUrl = `http://127.0.0.1:${ports.opsPort}`;
  const isReady = () => answersOk(`${opsUrl}/readyz`);
  await waitUntilReady({ command, isReady, longestMs: LONGEST_START_MS, signal });
  return {
    command,
    opsUrl,
    ...(ports.port !== undefined && { url: `http://127.0.0.1:${ports.port}` }),
  };
}

async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
