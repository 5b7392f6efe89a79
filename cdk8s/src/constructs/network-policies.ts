import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { labels, NAMESPACE_NAME_LABEL, PART_OF, selectorLabels } from '../labels.ts';
import { DYNAMODB_LOCAL, VALKEY_CACHE, VALKEY_QUEUE } from '../process-settings.ts';
import { OPS_PORT, SERVICES, type Need, type ServiceFacts } from '../services.ts';

/** Where Prometheus runs, and where Traefik does. */
export const MONITORING_NAMESPACE = 'monitoring';
export const TRAEFIK_NAMESPACE = 'traefik';

/** The agent of EKS Pod Identity, on each node. */
const POD_IDENTITY_AGENT = { cidr: '169.254.170.23/32', port: 80 };
/** Addresses of the node's own metadata, which nobody needs. */
const LINK_LOCAL = '169.254.0.0/16';
const VALKEY_PORT = 6379;

type Peers = k8s.NetworkPolicyPeer[];

const numbered = (port: number, protocol = 'TCP') => ({
  protocol,
  port: k8s.IntOrString.fromNumber(port),
});
const namespaceNamed = (name: string): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: name } },
});
const podsOf = (name: string): k8s.NetworkPolicyPeer => ({
  podSelector: { matchLabels: { ...selectorLabels(name) } },
});
const addresses = (cidr: string, except: string[] = []): k8s.NetworkPolicyPeer => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});
const to = (peers: Peers, ...ports: k8s.NetworkPolicyPort[]): k8s.NetworkPolicyEgressRule => ({
  to: peers,
  ports,
});
const from = (peers: Peers, ...ports: k8s.NetworkPolicyPort[]): k8s.NetworkPolicyIngressRule => ({
  from: peers,
  ports,
});

/** Nobody talks to anybody, but for what is said here. */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    this.add('default-deny', {}, { policyTypes: ['Ingress', 'Egress'] });
    this.add('dns', {}, { policyTypes: ['Egress'], egress: [dns()] });
    for (const service of SERVICES) {
      this.add(service.name, selectorLabels(service.name), {
        policyTypes: ['Ingress', 'Egress'],
        ingress: ingress(service, environment),
        egress: service.needs.flatMap((need) => egress(need, environment)),
      });
    }
    if (environment.identity === 'pod-identity') {
      const { cidr, port } = POD_IDENTITY_AGENT;
      this.add(
        'pod-identity',
        {},
        {
          policyTypes: ['Egress'],
          egress: [to([addresses(cidr)], numbered(port))],
        },
      );
    }
    if (environment.database.kind === 'dynamodb-local')
      this.addStore(DYNAMODB_LOCAL, [...clientsOf('dynamodb'), podsOf('sample-data')]);
    if (environment.caches.kind === 'in-cluster') {
      this.addStore(VALKEY_CACHE, clientsOf('cache'));
      this.addStore(VALKEY_QUEUE, [...clientsOf('queue'), podsOf('sample-data')]);
    }
    if (environment.sampleReaders !== undefined) {
      this.add('sample-data', selectorLabels('sample-data'), {
        policyTypes: ['Egress'],
        egress: [...egress('dynamodb', environment), ...egress('queue', environment)],
      });
    }
  }

  /** Lets the clients of a store in the cluster in. */
  private addStore(store: { readonly name: string; readonly port: number }, clients: Peers): void {
    this.add(store.name, selectorLabels(store.name), {
      policyTypes: ['Ingress'],
      ingress: [from(clients, numbered(store.port))],
    });
  }

  private add(
    name: string,
    matchLabels: Readonly<Record<string, string>>,
    rules: Omit<k8s.NetworkPolicySpec, 'podSelector'>,
  ): void {
    const isForAll = Object.keys(matchLabels).length === 0;
    new k8s.KubeNetworkPolicy(this, name, {
      metadata: { name, labels: labels(PART_OF) },
      spec: { podSelector: isForAll ? {} : { matchLabels: { ...matchLabels } }, ...rules },
    });
  }
}

function ingress(
  { name, port }: ServiceFacts,
  environment: Environment,
): k8s.NetworkPolicyIngressRule[] {
  const callers = SERVICES.filter(({ needs }) => needs.some((need) => need === name));
  const onOpsPort = [namespaceNamed(MONITORING_NAMESPACE), ...callers.map((it) => podsOf(it.name))];
  const rules = [from(onOpsPort, numbered(OPS_PORT))];
  return port === undefined ? rules : [from(loadBalancer(environment), numbered(port)), ...rules];
}

/** Where requests from outside come from: with target-type ip from the load balancer's addresses in the VPC. */
function loadBalancer({ ingress, network }: Environment): Peers {
  if (ingress.kind === 'traefik' || network === undefined)
    return [namespaceNamed(TRAEFIK_NAMESPACE)];
  return [addresses(network.cidr)];
}

function dns(): k8s.NetworkPolicyEgressRule {
  const kubeDns = {
    ...namespaceNamed('kube-system'),
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  return to([kubeDns], numbered(53, 'UDP'), numbered(53, 'TCP'));
}

function egress(need: Need, environment: Environment): k8s.NetworkPolicyEgressRule[] {
  const { database, caches, files, network, search } = environment;
  const toPods = ({ name, port }: { readonly name: string; readonly port: number }) =>
    to([podsOf(name)], numbered(port));
  // DynamoDB and S3 answer from public addresses, also through the VPC's gateways.
  const https = to([addresses('0.0.0.0/0', [LINK_LOCAL])], numbered(443));
  // Those that are in the VPC are reached by its addresses; which of them let pods in, security groups say.
  const vpc = [addresses(network?.cidr ?? '0.0.0.0/32')];
  const valkeys = to(vpc, numbered(VALKEY_PORT));
  const ways: Readonly<Record<Need, k8s.NetworkPolicyEgressRule[]>> = {
    dynamodb: database.kind === 'dynamodb' ? [https] : [toPods(DYNAMODB_LOCAL)],
    cache: [caches.kind === 'elasticache' ? valkeys : toPods(VALKEY_CACHE)],
    queue: [caches.kind === 'elasticache' ? valkeys : toPods(VALKEY_QUEUE)],
    files: files.kind === 's3' ? [https] : [],
    'search-domain': search.kind === 'opensearch' ? [to(vpc, numbered(443))] : [],
    'recommendation-api': [toPods({ name: 'recommendation-api', port: OPS_PORT })],
    'search-api': [toPods({ name: 'search-api', port: OPS_PORT })],
  };
  return ways[need];
}

function clientsOf(need: Need): Peers {
  return SERVICES.filter(({ needs }) => needs.includes(need)).map(({ name }) => podsOf(name));
}
