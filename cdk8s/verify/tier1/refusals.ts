import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { z } from 'zod';
import { ENVIRONMENTS } from '../../src/environments.ts';
import { ensure, type Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';

const { dev } = ENVIRONMENTS;
/** A namespace that no Pod Security Standard is asked of. */
const UNGUARDED = 'default';

/** One thing that the restricted standard forbids, planted into a pod of ours. */
type Violation = {
  readonly name: string;
  /** What Pod Security has to say of it. */
  readonly complaint: RegExp;
  /** From a JSON pointer in the pod to the value there. */
  readonly plant: Readonly<Record<string, unknown>>;
};

const CONTAINER = '/spec/containers/0';

const VIOLATIONS: readonly Violation[] = [
  {
    name: 'privileged',
    complaint: /privileged \(container/,
    plant: {
      // The API server itself refuses the one without the other.
      [`${CONTAINER}/securityContext/privileged`]: true,
      [`${CONTAINER}/securityContext/allowPrivilegeEscalation`]: true,
    },
  },
  {
    name: 'privilege escalation',
    complaint: /allowPrivilegeEscalation != false/,
    plant: { [`${CONTAINER}/securityContext/allowPrivilegeEscalation`]: true },
  },
  {
    name: 'root not ruled out',
    complaint: /runAsNonRoot != true/,
    plant: {
      '/spec/securityContext/runAsNonRoot': false,
      [`${CONTAINER}/securityContext/runAsNonRoot`]: false,
    },
  },
  {
    name: 'root',
    complaint: /runAsUser=0/,
    plant: { '/spec/securityContext/runAsUser': 0 },
  },
  {
    name: 'capabilities kept',
    complaint: /unrestricted capabilities/,
    plant: { [`${CONTAINER}/securityContext/capabilities`]: {} },
  },
  {
    name: 'no seccomp profile',
    complaint: /seccompProfile/,
    plant: {
      '/spec/securityContext/seccompProfile': { type: 'Unconfined' },
      [`${CONTAINER}/securityContext/seccompProfile`]: { type: 'Unconfined' },
    },
  },
  { name: 'host network', complaint: /host namespaces/, plant: { '/spec/hostNetwork': true } },
  {
    name: 'host path',
    complaint: /restricted volume types/,
    plant: { '/spec/volumes/-': { name: 'host', hostPath: { path: '/' } } },
  },
];

const Template = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({}),
    }),
  }),
});

/** A pod as the Deployment of `ratings-api` makes them. */
async function ourPod({ api }: Cluster): Promise<Record<string, unknown>> {
  const { spec } = await api.get(
    `/apis/apps/v1/namespaces/${dev.namespace}/deployments/ratings-api`,
    Template,
  );
  const { serviceAccountName: _, serviceAccount: __, ...podSpec } = spec.template.spec;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'planted' }, spec: podSpec };
}

/** Why the API server would refuse a pod; `undefined` when it would take it. */
async function refusalOf(
  { api }: Cluster,
  namespace: string,
  pod: unknown,
): Promise<string | undefined> {
  return api.call('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

export const podSecurity: Check<Cluster> = {
  proves:
    'a pod of ours with one right planted into it is refused by Pod Security, and by nothing else',
  run: async (cluster) => {
    const pod = await ourPod(cluster);
    const unchanged = await refusalOf(cluster, dev.namespace, pod);
    ensure(unchanged === undefined, `the pod without any of them is refused: ${unchanged}`);
    for (const { name, complaint, plant } of VIOLATIONS) {
      const planted: unknown = JsonPatch.apply(
        pod,
        ...Object.entries(plant).map(([pointer, value]) => JsonPatch.add(pointer, value)),
      );
      const refusal = await refusalOf(cluster, dev.namespace, planted);
      ensure(
        refusal !== undefined &&
          /403: .*violates PodSecurity "restricted:v[\d.]+"/.test(refusal) &&
          complaint.test(refusal),
        `${name}: ${refusal ?? 'taken'}`,
      );
      const elsewhere = await refusalOf(cluster, UNGUARDED, planted);
      ensure(elsewhere === undefined, `${name} is refused without Pod Security: ${elsewhere}`);
    }
    return `taken without any; refused with ${VIOLATIONS.map(({ name }) => name).join(', ')}; all taken in a namespace without the standard`;
  },
};

export const strictValidation: Check<Cluster> = {
  proves: 'a field that Kubernetes does not know is refused',
  run: async ({ kubectl, folder }) => {
    const file = join(folder, 'misspelt.json');
    const spec = { ports: [{ port: 1 }], trafficDistributoin: 'PreferSameZone' };
    const metadata = { name: 'misspelt', namespace: dev.namespace };
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata, spec }));
    const { status, errors } = await kubectl(
      'apply',
      '--server-side',
      '--validate=strict',
      '--filename',
      file,
    );
    const isRefused = /unknown field "?spec|field not declared/.test(errors);
    ensure(status !== 0 && isRefused, `it was taken: ${errors}`);
    return 'spec.trafficDistributoin';
  },
};
