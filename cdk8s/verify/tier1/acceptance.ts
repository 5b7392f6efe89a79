import { ENVIRONMENTS, type Environment } from '../../src/environments.ts';
import { DYNAMODB_LOCAL, VALKEY_CACHE, VALKEY_QUEUE } from '../../src/process-settings.ts';
import { replicaRange, SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { applyManifests, removeManifests, writeManifests, type Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { addSharedVolume } from '../shared-volume.ts';
import { waitFor } from '../wait-for.ts';
import { isRunning, podsOf } from './pods.ts';

const { dev } = ENVIRONMENTS;
const PODS_SECONDS = 180;

/** What makes pods in an environment, and the least number of each. */
function podMakers(environment: Environment): readonly (readonly [name: string, least: number])[] {
  const services = SERVICES.map(
    (service) => [service.name, replicaRange(service, environment).min] as const,
  );
  const stores = [DYNAMODB_LOCAL.name, VALKEY_CACHE.name, VALKEY_QUEUE.name, 'sample-data'];
  return environment.platform === 'kind'
    ? [...services, ...stores.map((name) => [name, 1] as const)]
    : services;
}

/** Pods count when they run: then the API server, its admission and the scheduler have all taken them. */
export function acceptance(environment: Environment): Check<Cluster> {
  return {
    proves: `the API server takes every manifest of ${environment.name}: server-side apply, strict validation, Pod Security restricted`,
    run: async (cluster) => {
      if (environment.files.kind === 'shared-volume') await addSharedVolume(cluster, environment);
      const objects = await applyManifests(cluster, writeManifests(cluster, environment));
      let pods = 0;
      for (const [name, least] of podMakers(environment)) {
        const running = await waitFor(
          async () => {
            const all = await podsOf(cluster, environment, name);
            return all.length >= least && all.every(isRunning) ? all : undefined;
          },
          { seconds: PODS_SECONDS, what: `${least} running pods of ${name}` },
        );
        pods += running.length;
      }
      return `${objects} objects taken without a warning; ${pods} pods admitted, scheduled and running on kwok nodes`;
    },
  };
}

export function removal(environment: Environment): Check<Cluster> {
  return {
    proves: `nothing of ${environment.name} is left once its namespace and its ingress class are deleted`,
    run: async (cluster) => {
      const kinds = await removeManifests(cluster, environment);
      return `none among ${kinds} kinds of objects`;
    },
  };
}

export const laterFields: Check<Cluster> = {
  proves: 'fields newer than the model of cdk8s-plus-28 are stored',
  run: async ({ kubectl }) => {
    const field = async (kind: string, name: string, path: string) =>
      succeeded(
        await kubectl(
          'get',
          kind,
          name,
          '--namespace',
          dev.namespace,
          '--output',
          `jsonpath={${path}}`,
        ),
      );
    const pod = '.spec.template.spec';
    const seen = {
      'preStop.sleep': await field(
        'deployment',
        'ratings-api',
        `${pod}.containers[0].lifecycle.preStop.sleep.seconds`,
      ),
      trafficDistribution: await field('service', 'ratings-api', '.spec.trafficDistribution'),
      unhealthyPodEvictionPolicy: await field(
        'poddisruptionbudget',
        'ratings-api',
        '.spec.unhealthyPodEvictionPolicy',
      ),
      matchLabelKeys: await field(
        'deployment',
        'ratings-api',
        `${pod}.topologySpreadConstraints[0].matchLabelKeys[0]`,
      ),
    };
    for (const [name, value] of Object.entries(seen)) ensure(value !== '', `${name} is gone`);
    return Object.entries(seen)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  },
};
