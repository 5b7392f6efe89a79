import type { CloudEnvironment } from '../cloud-environment.ts';
import { OPENSEARCH } from '../every-option.ts';
import type { Load } from './load.ts';

/** One decision, and an environment or a load in which it is taken the other way. */
export type Knob = {
  readonly name: string;
  readonly environment: CloudEnvironment;
  readonly load: Load;
};

/** What can be turned in an environment, each by itself. */
export function knobsOf(environment: CloudEnvironment, load: Load): Knob[] {
  const { network, settings, caches, database } = environment;
  const { nodes } = settings;
  const change = (name: string, changed: Partial<CloudEnvironment>): Knob => ({
    name,
    environment: { ...environment, ...changed },
    load,
  });
  const withNodes = (name: string, changed: Partial<typeof nodes>) =>
    change(name, { settings: { ...settings, nodes: { ...nodes, ...changed } } });
  const otherNat = network.natGateways === 1 ? network.zones : 1;
  return [
    withNodes('one node more at the least', { min: nodes.min + 1 }),
    ...(nodes.min > 1 ? [withNodes('one node less at the least', { min: nodes.min - 1 })] : []),
    change(
      `${otherNat} NAT gateway${otherNat === 1 ? '' : 's'} instead of ${network.natGateways}`,
      {
        network: { ...network, natGateways: otherNat },
      },
    ),
    change(`${network.hasInterfaceEndpoints ? 'without' : 'with'} interface endpoints`, {
      network: { ...network, hasInterfaceEndpoints: !network.hasInterfaceEndpoints },
    }),
    change(caches.replicas === 0 ? 'a replica of each Valkey' : 'no replicas of the Valkeys', {
      caches: { ...caches, replicas: caches.replicas === 0 ? 1 : 0 },
    }),
    ...['cache.t4g.micro', 'cache.t4g.medium', 'cache.m7g.large']
      .filter((type) => type !== caches.nodeType)
      .map((type) => change(`Valkeys on ${type}`, { caches: { ...caches, nodeType: type } })),
    change(`point-in-time recovery ${database.hasPointInTimeRecovery ? 'off' : 'on'}`, {
      database: { ...database, hasPointInTimeRecovery: !database.hasPointInTimeRecovery },
    }),
    change(`${environment.ingress.hasFirewall ? 'without' : 'with'} the firewall`, {
      ingress: { ...environment.ingress, hasFirewall: !environment.ingress.hasFirewall },
    }),
    change('an OpenSearch domain of three m7g.large.search', {
      search: OPENSEARCH,
    }),
    {
      name: 'the same requests a second around the clock',
      environment,
      load: { ...load, busyHoursADay: 24 },
    },
    {
      name: 'ten times the requests in the busy hours (before more nodes)',
      environment,
      load: { ...load, requestsPerSecond: load.requestsPerSecond * 10 },
    },
  ];
}
