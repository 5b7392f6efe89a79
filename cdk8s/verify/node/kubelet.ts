import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { ApiClient } from '../control-plane/api-client.ts';
import type { KeyPair } from '../control-plane/pki.ts';
import { Pod } from './pod.ts';
import { podPath } from './pod.ts';
import { removeVolumes, runPod, type PodRunner } from './pod-runner.ts';
import { resourceMetrics } from './resource-metrics.ts';
import { ApiError } from '../control-plane/api-client.ts';

export type NodeFacts = {
  readonly name: string;
  readonly zone: string;
  /** Its address, on which it answers metrics-server. */
  readonly address: string;
};

export type NodeOptions = NodeFacts & {
  readonly api: ApiClient;
  readonly serving: KeyPair;
  /** A free address for a pod. */
  readonly takeAddress: () => string;
  readonly hostsFile: string;
  readonly volumesFolder: string;
  readonly logsFolder: string;
};

export type RunningNode = {
  readonly name: string;
  /** The pods it runs now. */
  runners(): readonly PodRunner[];
  stop(): Promise<void>;
};

const KUBELET_PORT = 10_250;
const HEARTBEAT_MS = 10_000;
/** Linux reports and takes names of network interfaces up to this length. */
const INTERFACE_NAME_LENGTH = 15;

/**
 * Runs a node of the cluster whose pods are processes on this machine: a kubelet as far as these manifests need one. It
 * runs each pod that is bound to it, tells how it is, and ends it in order. The node must be registered.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { api, name, address } = options;
  const runners = new Map<string, PodRunner>();
  const ending = new Set<string>();
  const stop = new AbortController();

  const heartbeat = setInterval(() => void beat(api, options).catch(() => undefined), HEARTBEAT_MS);

  const end = async (runner: PodRunner, graceSeconds: number): Promise<void> => {
    const { uid } = runner.pod.metadata;
    if (ending.has(uid)) return;
    ending.add(uid);
    await runner.terminate(graceSeconds);
    runners.delete(uid);
    removeVolumes(options, runner.pod);
  };
  const watching = api.watch(
    '/api/v1/pods',
    Pod,
    ({ type, object: pod }) => {
      if (pod.spec.nodeName !== name) return;
      const { uid, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
      const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      const runner = runners.get(uid);
      if (type === 'DELETED') {
        if (runner) void end(runner, 0);
      } else if (deletionTimestamp !== undefined) {
        if (runner)
          void end(runner, deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds);
        else if (!ending.has(uid)) void forget(api, pod);
      } else if (!runner && !ending.has(uid) && !isOver) {
        const podAddress = options.takeAddress();
        const network = `p${uid.replaceAll('-', '')}`.slice(0, INTERFACE_NAME_LENGTH);
        runners.set(
          uid,
          runPod({ ...options, address: podAddress, hostAddress: address, network }, pod),
        );
      }
    },
    stop.signal,
  );
  const server = createServer(
    { cert: readFileSync(options.serving.certificate), key: readFileSync(options.serving.key) },
    (_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(resourceMetrics([...runners.values()]));
    },
  ).listen(KUBELET_PORT, address);

  return {
    name,
    runners: () => [...runners.values()],
    async stop() {
      clearInterval(heartbeat);
      stop.abort();
      server.close();
      await watching;
    },
  };
}

/** A pod that was to be ended before it ran here. */
async function forget(api: ApiClient, pod: Pod): Promise<void> {
  await api
    .call('DELETE', podPath(pod), {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      gracePeriodSeconds: 0,
    })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
}

/** Makes a node known and ready; pods are bound to it from now on, and run once it is started. */
export async function registerNode(api: ApiClient, node: NodeFacts): Promise<void> {
  const { name, zone } = node;
  await api.call('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/zone': zone,
        'kubernetes.io/os': 'linux',
      },
    },
  });
  await api.call('POST', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTime() },
  });
  await beat(api, node);
}

/** Says that the node is alive, and what it has. */
async function beat(api: ApiClient, { name, address }: NodeFacts): Promise<void> {
  const now = new Date().toISOString();
  const has = { cpu: '16', memory: '64Gi', pods: '110' };
  await api.patch(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`, {
    spec: { renewTime: microTime() },
  });
  await api.patch(
    `/api/v1/nodes/${name}/status`,
    {
      status: {
        capacity: has,
        allocatable: has,
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            lastHeartbeatTime: now,
            lastTransitionTime: now,
          },
        ],
      },
    },
    'strategic-merge',
  );
}

const microTime = () => new Date().toISOString().replace('Z', '000Z');
