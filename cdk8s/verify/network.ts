import { execFile, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { HOST_ADDRESS, SERVICE_CIDR } from './control-plane/control-plane.ts';

/** The bridge that all pods hang on, and its address: the gateway of every pod. */
const BRIDGE = 'pods0';
const GATEWAY = '10.244.0.1';
const PREFIX_LENGTH = 16;
/** Nodes answer metrics-server on addresses of their own. */
export const NODE_ADDRESSES = ['10.0.0.11', '10.0.0.12', '10.0.0.13'] as const;

/**
 * Runs a program of ours in network, mount and process namespaces of its own: nothing it does can leave this machine or
 * outlive it. Needs root.
 *
 * @param stop ends the program and all that it has started, at once
 * @returns its exit status
 */
export async function runInNamespaces(
  file: string,
  args: readonly string[],
  stop: AbortSignal,
): Promise<number> {
  const child = spawn(
    'unshare',
    [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      process.execPath,
      file,
      ...args,
    ],
    // The first process of a namespace takes no other signal from outside. With it go all the rest.
    { stdio: 'inherit', signal: stop, killSignal: 'SIGKILL' },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const ip = (...args: string[]) =>
  void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Lays the cluster's network inside the namespace: the host's address, the pods' bridge, the services' addresses. */
export function layNetwork(): void {
  ip('link', 'set', 'lo', 'up');
  ip('addr', 'add', `${HOST_ADDRESS}/32`, 'dev', 'lo');
  for (const address of NODE_ADDRESSES) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  ip('link', 'add', BRIDGE, 'type', 'bridge');
  ip('addr', 'add', `${GATEWAY}/${PREFIX_LENGTH}`, 'dev', BRIDGE);
  ip('link', 'set', BRIDGE, 'up');
  // Addresses of Services are this host's own, where `service-proxy.ts` listens on them.
  ip('route', 'add', 'local', SERVICE_CIDR, 'dev', 'lo');
  // Names of network namespaces, ours only.
  execFileSync('mkdir', ['-p', '/run/netns']);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns']);
}

/** Runs commands of `ip` in order. */
async function ipBatch(flags: readonly string[], commands: readonly string[]): Promise<void> {
  const running = promisify(execFile)('ip', [...flags, '-batch', '-']);
  running.child.stdin?.end(`${commands.join('\n')}\n`);
  await running;
}

/** A network of its own for a pod; `name` is free to choose and short. */
export async function addPodNetwork(name: string, address: string): Promise<void> {
  await ipBatch(
    [],
    [
      `netns add ${name}`,
      `link add ${name} type veth peer name eth0 netns ${name}`,
      `link set ${name} master ${BRIDGE} up`,
    ],
  );
  await ipBatch(
    ['-n', name],
    [
      'link set lo up',
      `addr add ${address}/${PREFIX_LENGTH} dev eth0`,
      'link set eth0 up',
      `route add default via ${GATEWAY}`,
    ],
  );
}

export async function removePodNetwork(name: string): Promise<void> {
  await ipBatch([], [`netns delete ${name}`]);
}

/** Writes a hosts file, since there is no DNS here. */
export function writeHosts(file: string, addresses: ReadonlyMap<string, string>): void {
  const lines = [...addresses].map(([name, address]) => `${address} ${name}`);
  writeFileSync(file, ['127.0.0.1 localhost', ...lines, ''].join('\n'));
}
