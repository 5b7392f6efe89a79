import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { SERVICES } from '../../src/services.ts';
import { applyManifests, writeManifests, type Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { HOST_ADDRESS } from '../control-plane/control-plane.ts';
import { NODE_ADDRESSES, writeHosts } from '../network.ts';
import { startNode, type RunningNode } from '../node/kubelet.ts';
import { addSharedVolume } from '../shared-volume.ts';
import { followEndpoints } from '../traffic/endpoints.ts';
import { startLoadBalancer } from '../traffic/load-balancer.ts';
import { startServiceProxy } from '../traffic/service-proxy.ts';
import { startMetricsPipeline, type MetricsPipeline } from './metrics-pipeline.ts';
import { NOTICE_MS, PROOF_ENVIRONMENT } from './proof-environment.ts';
import { createPodAddresses } from './pod-addresses.ts';

/** The running product, as the checks of tier 2 find it. */
export type Stage = Cluster & {
  readonly namespace: string;
  readonly nodes: readonly RunningNode[];
  readonly metrics: MetricsPipeline;
  /** Front door. */
  readonly url: string;
  stop(): Promise<void>;
};

const NODES = [
  { name: 'node-a', zone: 'zone-a', address: NODE_ADDRESSES[0] },
  { name: 'node-b', zone: 'zone-b', address: NODE_ADDRESSES[1] },
  { name: 'node-c', zone: 'zone-c', address: NODE_ADDRESSES[2] },
] as const;
/** Where the stores are, so that it is never the node that is drained. */
const STORES_NODE = NODES[0].name;
export const DRAINED_NODE = NODES[1].name;
const STORES = ['dynamodb-local', 'valkey-cache', 'valkey-queue'];
const LOAD_BALANCER_PORT = 80;
const SAMPLE_SECONDS = 300;
const ROLLOUT_SECONDS = 240;

/** Starts everything that EKS would run, on three nodes whose pods are processes here. */
export async function startTier2(cluster: Cluster): Promise<Stage> {
  const { api, kubectl, folder, say } = cluster;
  const { namespace } = PROOF_ENVIRONMENT;
  const ending = new AbortController();
  say('applying the manifests ...');
  await addSharedVolume(cluster, PROOF_ENVIRONMENT);
  await applyManifests(cluster, writeManifests(cluster, PROOF_ENVIRONMENT));
  const change = async (kind: string, name: string, patch: unknown) =>
    succeeded(
      await kubectl(
        'patch',
        kind,
        name,
        '--namespace',
        namespace,
        '--type=merge',
        '--patch',
        JSON.stringify(patch),
      ),
    );
  for (const store of STORES)
    await change('deployment', store, {
      spec: { template: { spec: { nodeSelector: { 'kubernetes.io/hostname': STORES_NODE } } } },
    });
  for (const { name } of SERVICES)
    // Minutes are made seconds; how many pods are asked for stays as it is.
    await change('hpa', name, {
      spec: {
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 15,
            policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
          },
        },
      },
    });

  const endpoints = followEndpoints(api, namespace, ending.signal);
  const proxy = await startServiceProxy(api, namespace, endpoints);
  const hostsFile = join(folder, 'hosts');
  writeHosts(hostsFile, proxy.addresses());
  const volumesFolder = join(folder, 'volumes');
  const logsFolder = join(folder, 'logs/pods');
  mkdirSync(logsFolder, { recursive: true });
  const takeAddress = createPodAddresses();
  const nodes: RunningNode[] = [];
  for (const { name, zone, address } of NODES) {
    const serving = cluster.authority.issue(name, `/CN=${name}`, [address]);
    nodes.push(
      await startNode({
        api,
        name,
        zone,
        address,
        serving,
        takeAddress,
        hostsFile,
        volumesFolder,
        logsFolder,
      }),
    );
  }
  const metrics = await startMetricsPipeline(cluster, namespace);
  const loadBalancer = await startLoadBalancer({
    api,
    namespace,
    endpoints,
    host: HOST_ADDRESS,
    port: LOAD_BALANCER_PORT,
    noticeMs: NOTICE_MS,
  });
  say('waiting for the sample data ...');
  succeeded(
    await kubectl(
      'wait',
      '--for=condition=Complete',
      `--timeout=${SAMPLE_SECONDS}s`,
      'job/sample-data',
      '--namespace',
      namespace,
    ),
  );
  say('waiting for every process ...');
  for (const { name } of SERVICES)
    succeeded(
      await kubectl(
        'rollout',
        'status',
        `deployment/${name}`,
        '--namespace',
        namespace,
        `--timeout=${ROLLOUT_SECONDS}s`,
      ),
    );
  return {
    ...cluster,
    namespace,
    nodes,
    metrics,
    url: `http://${HOST_ADDRESS}:${LOAD_BALANCER_PORT}`,
    async stop() {
      loadBalancer.close();
      proxy.stop();
      ending.abort();
      await metrics.stop();
      for (const node of nodes) await node.stop();
      for (const { pid } of nodes.flatMap((node) => node.runners())) {
        const containerPid = pid();
        if (containerPid !== undefined) process.kill(containerPid, 'SIGKILL');
      }
    },
  };
}
