import { PROCESSES, type ProcessName } from '@books/topology/processes';
import type { Environment, ReplicaRange } from './environments.ts';

/** The ops port of every process in a pod. */
export const OPS_PORT = 9090;

/** What a process may reach beside DNS. */
export type Need =
  | 'dynamodb'
  | 'cache'
  | 'queue'
  | 'files'
  /** OpenSearch, in an environment that has it. */
  | 'search-domain'
  | 'recommendation-api'
  | 'search-api';

/** What a process may use of a node. CPU is not limited, so that a start or a burst is not slowed. */
export type Resources = {
  readonly cpuMillicores: number;
  /** Request and limit, so that a pod never loses memory it counts on. */
  readonly memoryMiB: number;
};

export type Scaling =
  | {
      readonly by: 'requests';
      /** Requests in a second that one pod is to answer, averaged over the pods. */
      readonly requestsPerSecondPerPod: number;
      /** Of the CPU request. */
      readonly cpuPercent: number;
    }
  | {
      readonly by: 'queue';
      /** Jobs waiting, prioritized or active for each pod. */
      readonly jobsPerPod: number;
    };

export type ServiceFacts = {
  readonly name: ProcessName;
  /** Where it answers the public; absent for a process that has no public paths. */
  readonly port?: number;
  readonly needs: readonly Need[];
  readonly resources: Resources;
  readonly scaling: Scaling;
  /** Longest time from start to ready: loading an index or a model comes before. */
  readonly startSeconds: number;
  /** Longest time that running work gets to end. */
  readonly graceSeconds: number;
};

type Deployed = Omit<ServiceFacts, 'name' | 'port'>;

/*
 * Sizes by measurement (`npm run verify:k8s -- --tier 2 --sizes`, the sample's 10,000 books). At the rate by which a pod is
 * scaled, once warm, on a fast machine (2026-11-30): search-api 59 m, bookdetail-api 34 m, ratings-api 74 m (a third of its
 * requests are ratings), recommendation-api 32 m; on a slower one that did other things as well, and in the first 15 s
 * there, up to 196, 330, 405 and 198 m. Requests are made for that one. The highest peaks of memory seen: search-api
 * 287 MiB (an index of a million books adds 230), bookdetail-api 225, ratings-api 271, recommendation-api 344, worker 410
 * with this sample and 1 GiB when it builds an index of a million books.
 */
const DEPLOYED: Readonly<Record<ProcessName, Deployed>> = {
  'search-api': {
    needs: ['dynamodb', 'cache', 'queue', 'files', 'search-domain'],
    resources: { cpuMillicores: 300, memoryMiB: 768 },
    scaling: { by: 'requests', requestsPerSecondPerPod: 100, cpuPercent: 70 },
    startSeconds: 120,
    graceSeconds: 20,
  },
  'bookdetail-api': {
    needs: ['dynamodb', 'cache'],
    resources: { cpuMillicores: 400, memoryMiB: 384 },
    scaling: { by: 'requests', requestsPerSecondPerPod: 100, cpuPercent: 70 },
    startSeconds: 30,
    graceSeconds: 20,
  },
  'ratings-api': {
    needs: ['dynamodb', 'cache', 'queue', 'recommendation-api'],
    resources: { cpuMillicores: 500, memoryMiB: 384 },
    scaling: { by: 'requests', requestsPerSecondPerPod: 50, cpuPercent: 70 },
    startSeconds: 30,
    graceSeconds: 20,
  },
  'recommendation-api': {
    needs: ['dynamodb', 'cache', 'queue', 'files'],
    resources: { cpuMillicores: 300, memoryMiB: 512 },
    scaling: { by: 'requests', requestsPerSecondPerPod: 50, cpuPercent: 70 },
    startSeconds: 120,
    graceSeconds: 20,
  },
  worker: {
    needs: [
      'dynamodb',
      'cache',
      'queue',
      'files',
      'search-domain',
      'recommendation-api',
      'search-api',
    ],
    resources: { cpuMillicores: 1000, memoryMiB: 2048 },
    scaling: { by: 'queue', jobsPerPod: 20 },
    startSeconds: 30,
    graceSeconds: 60,
  },
};

/** Every process as it is deployed: name and port from the topology, the rest from here. */
export const SERVICES: readonly ServiceFacts[] = PROCESSES.map(({ name, port }) => ({
  name,
  ...(port !== undefined && { port }),
  ...DEPLOYED[name],
}));

/** Fewest and most pods of a service in an environment. */
export function replicaRange(service: ServiceFacts, environment: Environment): ReplicaRange {
  return service.scaling.by === 'queue' ? environment.replicas.worker : environment.replicas.api;
}
