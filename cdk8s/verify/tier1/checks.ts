import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ENVIRONMENTS, type Environment } from '../../src/environments.ts';
import { replicaRange, SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { applyManifests, removeManifests, writeManifests, type Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { addSharedVolume } from '../shared-volume.ts';
import { waitFor } from '../wait-for.ts';
import { ZONES } from './kwok-nodes.ts';

const { local, dev, prod } = ENVIRONMENTS;

const PodList = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({ nodeName: z.string().optional() }),
      status: z.looseObject({
        phase: z.string(),
        conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
      }),
    }),
  ),
});

async function podsOf({ api }: Cluster, { namespace }: Environment, name: string) {
  const selector = encodeURIComponent(`app.kubernetes.io/name=${name}`);
  const { items } = await api.get(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`,
    PodList,
  );
  return items;
}

/** Applies an environment and waits until all of its pods run, where pods of kwok nodes are. */
async function applied(cluster: Cluster, environment: Environment): Promise<string> {
  if (environment.files.kind === 'shared-volume') await addSharedVolume(cluster, environment);
  const objects = await applyManifests(cluster, writeManifests(cluster, environment));
  let pods = 0;
  for (const service of SERVICES) {
    const { min } = replicaRange(service, environment);
    const running = await waitFor(
      async () => {
        const all = await podsOf(cluster, environment, service.name);
        return all.length >= min && all.every(({ status }) => status.phase === 'Running')
          ? all
          : undefined;
      },
      { seconds: 120, what: `${min} running pods of ${service.name}` },
    );
    pods += running.length;
  }
  return `${objects} objects taken; ${pods} pods of ours admitted, scheduled and running on kwok nodes`;
}

function acceptance(environment: Environment): Check<Cluster> {
  return {
    proves: `the API server takes every manifest of ${environment.name}: server-side apply, strict validation, Pod Security restricted`,
    run: (cluster) => applied(cluster, environment),
  };
}

function removal(environment: Environment): Check<Cluster> {
  return {
    proves: `everything of ${environment.name} goes with its namespace`,
    run: async (cluster) => {
      await removeManifests(cluster, environment);
      return 'nothing was left';
    },
  };
}

const laterFields: Check<Cluster> = {
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
    const seen = {
      'preStop.sleep': await field(
        'deployment',
        'ratings-api',
        '.spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds',
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
        '.spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0]',
      ),
    };
    for (const [name, value] of Object.entries(seen)) ensure(value !== '', `${name} is gone`);
    return Object.entries(seen)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  },
};

const spread: Check<Cluster> = {
  proves: 'the scheduler spreads the pods of every process evenly over three zones',
  run: async (cluster) => {
    const rows: string[] = [];
    for (const { name, scaling } of SERVICES) {
      const counts = ZONES.map((zone) => [zone, 0] as const);
      const byZone = new Map<string, number>(counts);
      for (const { spec } of await podsOf(cluster, prod, name)) {
        const zone = ZONES.find((it) => spec.nodeName?.startsWith(it));
        ensure(zone !== undefined, `a pod of ${name} is on no node`);
        byZone.set(zone, (byZone.get(zone) ?? 0) + 1);
      }
      const sizes = [...byZone.values()];
      ensure(Math.max(...sizes) - Math.min(...sizes) <= 1, `${name} is uneven: ${sizes.join('/')}`);
      rows.push(`${name} ${sizes.join('/')}${scaling.by === 'queue' ? ' (two pods)' : ''}`);
    }
    return rows.join(', ');
  },
};

/** Runs as root with all that a container is given by default. */
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'intruder', namespace: dev.namespace },
  spec: { containers: [{ name: 'shell', image: 'busybox' }] },
};

const refusals: Check<Cluster> = {
  proves: 'a pod with the rights that containers have by default and an unknown field are refused',
  run: async ({ kubectl, folder }) => {
    const refused = async (name: string, manifest: unknown, why: RegExp) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(manifest));
      const { status, errors } = await kubectl(
        'apply',
        '--server-side',
        '--validate=strict',
        '--filename',
        file,
      );
      ensure(status !== 0 && why.test(errors), `${name} was not refused: ${errors}`);
    };
    await refused('unconfined', POD, /violates PodSecurity "restricted/);
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x', namespace: dev.namespace },
      spec: { ports: [{ port: 1 }], trafficDistributoin: 'PreferClose' },
    };
    await refused('misspelt', service, /unknown field|field not declared/);
    return 'violates PodSecurity "restricted:v1.35"; unknown field spec.trafficDistributoin';
  },
};

/** What no process may do: they never talk to the Kubernetes API. */
const FORBIDDEN = [
  ['get', 'secrets'],
  ['list', 'pods'],
  ['create', 'pods'],
  ['delete', 'deployments.apps'],
  ['patch', 'deployments.apps'],
  ['get', 'configmaps'],
  ['list', 'nodes'],
  ['create', 'serviceaccounts/token'],
  ['impersonate', 'users'],
] as const;

const permissions: Check<Cluster> = {
  proves: 'no service account of ours may do anything in the cluster',
  run: async ({ kubectl }) => {
    let asked = 0;
    for (const { name } of SERVICES) {
      for (const [verb, resource] of FORBIDDEN) {
        const account = `system:serviceaccount:${dev.namespace}:${name}`;
        const { output } = await kubectl(
          'auth',
          'can-i',
          verb,
          resource,
          `--as=${account}`,
          '--namespace',
          dev.namespace,
        );
        ensure(output.trim() === 'no', `${name} may ${verb} ${resource}`);
        asked += 1;
      }
    }
    const { output } = await kubectl(
      'auth',
      'can-i',
      'get',
      'secrets',
      '--namespace',
      dev.namespace,
    );
    ensure(output.trim() === 'yes', 'an administrator is refused as well: the table shows nothing');
    return `${asked} of ${asked} refused`;
  },
};

const evictions: Check<Cluster> = {
  proves: 'the disruption budget lets one pod of a process go and keeps the second',
  run: async (cluster) => {
    const [first, second] = await podsOf(cluster, dev, 'ratings-api');
    ensure(first !== undefined && second !== undefined, 'there are no two pods of ratings-api');
    const evict = (name: string) =>
      cluster.api.call('POST', `/api/v1/namespaces/${dev.namespace}/pods/${name}/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace: dev.namespace },
      });
    await evict(first.metadata.name);
    const refused = await evict(second.metadata.name).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    ensure(
      refused !== undefined && /429.*disruption budget/i.test(refused),
      `the second went as well: ${refused}`,
    );
    return 'first 201, second 429';
  },
};

/** Tier 1: what a real API server, scheduler and controllers make of the manifests. */
export const TIER_1_CHECKS: readonly Check<Cluster>[] = [
  acceptance(dev),
  laterFields,
  refusals,
  permissions,
  evictions,
  removal(dev),
  acceptance(prod),
  spread,
  removal(prod),
  acceptance(local),
  removal(local),
];
