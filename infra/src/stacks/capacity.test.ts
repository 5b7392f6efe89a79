import { replicaRange, SERVICES } from '@books/cdk8s/services';
import { describe, expect, test } from 'vitest';
import { cloudEnvironments, type CloudEnvironment } from '../cloud-environment.ts';

/** What an instance has, and how many pods' addresses it can hold. */
const INSTANCES: Readonly<Record<string, { vcpus: number; gib: number; pods: number }>> = {
  't4g.large': { vcpus: 2, gib: 8, pods: 35 },
  't4g.xlarge': { vcpus: 4, gib: 16, pods: 58 },
  'm7g.large': { vcpus: 2, gib: 8, pods: 29 },
  'm7g.xlarge': { vcpus: 4, gib: 16, pods: 58 },
};
/** What Kubernetes and the agents on every node take. */
const NODE_OVERHEAD = { millicores: 400, mib: 1200, pods: 8 };
/** Prometheus, metrics, DNS and the controllers, once in a cluster. */
const PLATFORM = { millicores: 1000, mib: 3000, pods: 15 };

function roomOf({ settings }: CloudEnvironment, nodes: number) {
  const instance = INSTANCES[settings.nodes.instanceType];
  if (instance === undefined) throw new Error(`what has a ${settings.nodes.instanceType}?`);
  return {
    millicores: nodes * (instance.vcpus * 1000 - NODE_OVERHEAD.millicores) - PLATFORM.millicores,
    mib: nodes * (instance.gib * 1024 - NODE_OVERHEAD.mib) - PLATFORM.mib,
    pods: nodes * (instance.pods - NODE_OVERHEAD.pods) - PLATFORM.pods,
  };
}

function needOf(environment: CloudEnvironment, bound: 'min' | 'max') {
  const total = { millicores: 0, mib: 0, pods: 0 };
  for (const service of SERVICES) {
    const replicas = replicaRange(service, environment)[bound];
    total.millicores += replicas * service.resources.cpuMillicores;
    total.mib += replicas * service.resources.memoryMiB;
    total.pods += replicas;
  }
  return total;
}

describe.each(cloudEnvironments().map((environment) => [environment.name, environment] as const))(
  'the nodes of %s',
  (_name, environment) => {
    test.each(['min', 'max'] as const)('at their %s hold the pods at theirs', (bound) => {
      const room = roomOf(environment, environment.settings.nodes[bound]);
      const need = needOf(environment, bound);
      expect(room.millicores).toBeGreaterThanOrEqual(need.millicores);
      expect(room.mib).toBeGreaterThanOrEqual(need.mib);
      expect(room.pods).toBeGreaterThanOrEqual(need.pods);
    });
  },
);
