import type { CloudEnvironment } from './cloud-environment.ts';

/** An environment with all that one can have, so that templates are checked which no environment of ours has yet. */
export function withEveryOption(environment: CloudEnvironment): CloudEnvironment {
  const { network, caches, database, ingress } = environment;
  return {
    ...environment,
    network: { ...network, natGateways: network.zones, hasInterfaceEndpoints: true },
    caches: { ...caches, replicas: 1 },
    database: { ...database, hasPointInTimeRecovery: true, isDeletionProtected: true },
    ingress: { ...ingress, hasFirewall: true },
    search: OPENSEARCH,
  };
}

/** The smallest domain of OpenSearch that stands a zone's loss. */
export const OPENSEARCH: CloudEnvironment['search'] = {
  kind: 'opensearch',
  instanceType: 'm7g.large.search',
  dataNodes: 3,
  diskGib: 50,
  shards: 1,
};
