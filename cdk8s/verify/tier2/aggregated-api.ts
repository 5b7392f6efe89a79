import { readFileSync } from 'node:fs';
import { HOST_ADDRESS } from '../control-plane/control-plane.ts';
import type { Cluster } from '../cluster.ts';

const NAMESPACE = 'kube-system';

/** Tells the API server that a group of its API is answered by a process on this host. */
export async function addAggregatedApi(
  { api, authority }: Cluster,
  facts: {
    readonly service: string;
    readonly port: number;
    readonly groups: readonly (readonly [group: string, version: string])[];
  },
): Promise<void> {
  const { service, port, groups } = facts;
  const metadata = { name: service, namespace: NAMESPACE };
  await api.call('POST', `/api/v1/namespaces/${NAMESPACE}/services`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ name: 'https', port: 443, targetPort: port }] },
  });
  // Without a selector: the address is said, and a controller makes the EndpointSlice.
  await api.call('POST', `/api/v1/namespaces/${NAMESPACE}/endpoints`, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [{ addresses: [{ ip: HOST_ADDRESS }], ports: [{ name: 'https', port }] }],
  });
  for (const [group, version] of groups) {
    await api.call('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `${version}.${group}` },
      spec: {
        group,
        version,
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { ...metadata, port: 443 },
        caBundle: readFileSync(authority.certificate).toString('base64'),
      },
    });
  }
}

/** Names under which the API server reaches such a process. */
export const aggregatedNames = (service: string) => [`${service}.${NAMESPACE}.svc`, HOST_ADDRESS];
