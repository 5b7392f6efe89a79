import type { ProcessName } from '@books/topology/processes';
import type { Instance } from './instance.ts';
import type { ProcessPorts } from './ports.ts';

export type RollingProcess = {
  /** The instance that takes requests; it may have ended unexpectedly. */
  current(): Instance;
  /** Puts a new instance in its place, without a moment in which there is none. Without `drain` the old one is killed. */
  restart(options?: { readonly drain: boolean }): Promise<void>;
};

export type RollingProcessDeps = {
  readonly name: ProcessName;
  readonly ports: ProcessPorts;
  readonly start: (name: ProcessName, ports: ProcessPorts) => Promise<Instance>;
  /** Ports for the next instance. */
  readonly findPorts: () => Promise<ProcessPorts>;
};

/** Time to end in order, its delay included, in milliseconds. */
const GRACE_MS = 30_000;

/** Starts a process that can be replaced the way a rollout does it. */
export async function startRollingProcess(deps: RollingProcessDeps): Promise<RollingProcess> {
  const { name, ports, start, findPorts } = deps;
  let current = await start(name, ports);
  return {
    current: () => current,
    async restart({ drain } = { drain: true }) {
      const old = current;
      current = await start(name, await findPorts());
      await old.command.stop(drain ? 'SIGTERM' : 'SIGKILL', GRACE_MS);
    },
  };
}
