import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { SERVICES } from '../../src/services.ts';
import type { Cluster } from '../cluster.ts';
import { HOST_ADDRESS } from '../control-plane/control-plane.ts';
import { writeHosts } from '../network.ts';
import { registerNode, startNode, type RunningNode } from '../node/kubelet.ts';
import { followMemoryPeaks, type MemoryPeaks } from '../node/memory-peaks.ts';
import { addSharedVolume } from '../shared-volume.ts';
import { followEndpoints } from '../traffic/endpoints.ts';
import { startTraffic } from '../traffic/start-traffic.ts';
import { serviceAddresses } from '../traffic/service-proxy.ts';
import { applyProduct } from './apply-product.ts';
import { inProduct, rolledOut } from './in-product.ts';
import { startMetricsPipeline, type MetricsPipeline } from './metrics-pipeline.ts';
import { NODES } from './nodes.ts';
import { NOTICE_MS, PROOF_ENVIRONMENT } from './proof-environment.ts';
import { createPodAddresses } from './pod-addresses.ts';

/** The running product, as the checks of tier 2 find it. */
export type Stage = Cluster & {
  readonly namespace: string;
  readonly nodes: readonly RunningNode[];
  readonly metrics: MetricsPipeline;
  readonly memoryPeaks: MemoryPeaks;
  /** Front door. */
  readonly url: string;
  stop(): Promise<void>;
};

const LOAD_BALANCER_PORT = 80;
const SAMPLE_SECONDS = 420;

/** Starts everything that EKS would run, on three nodes whose pods are processes here. */
export async function startTier2(cluster: Cluster): Promise<Stage> {
  const { api, folder, say } = cluster;
  const { namespace } = PROOF_ENVIRONMENT;
  const ending = new AbortController();
  // All nodes are there before the first pod, as in a cluster: else the first of them would get every pod.
  for (const node of NODES) await registerNode(api, node);
  say('applying the manifests ...');
  await addSharedVolume(cluster, PROOF_ENVIRONMENT);
  await applyProduct(cluster);

  const endpoints = followEndpoints(api, namespace, ending.signal);
  const traffic = await startTraffic(folder, {
    api: cluster.access,
    namespace,
    loadBalancer: { host: HOST_ADDRESS, port: LOAD_BALANCER_PORT, noticeMs: NOTICE_MS },
  });
  const hostsFile = join(folder, 'hosts');
  writeHosts(hostsFile, await serviceAddresses(api, namespace));
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
  const memoryPeaks = followMemoryPeaks(nodes);
  const metrics = await startMetricsPipeline(cluster, namespace, endpoints);
  say('waiting for the sample data ...');
  await inProduct(
    cluster,
    'wait',
    'job/sample-data',
    '--for=condition=Complete',
    `--timeout=${SAMPLE_SECONDS}s`,
  );
  say('waiting for every process ...');
  await rolledOut(
    cluster,
    SERVICES.map(({ name }) => name),
  );
  return {
    ...cluster,
    namespace,
    nodes,
    metrics,
    memoryPeaks,
    url: `http://${HOST_ADDRESS}:${LOAD_BALANCER_PORT}`,
    async stop() {
      memoryPeaks.stop();
      await traffic.stop('SIGKILL');
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
