/**
 * The environments, and everything in which they differ, said once: read by the manifests, by the AWS stacks and by
 * the load tests. What a deploy alone can know (image tags, addresses of the caches, ARNs) is in `deploy-inputs.ts`.
 */

export type EnvironmentName = 'local' | 'dev' | 'prod';

/** Fewest and most pods of one Deployment. */
export type ReplicaRange = { readonly min: number; readonly max: number };

export type Ingress =
  | { readonly kind: 'traefik'; readonly host: string }
  | {
      readonly kind: 'alb';
      readonly scheme: 'internal' | 'internet-facing';
      /** Ingresses of one group share one load balancer. */
      readonly group: string;
      readonly isDeletionProtected: boolean;
      /** Whether a web ACL must be given at the deploy. */
      readonly hasFirewall: boolean;
    };

export type Database =
  | { readonly kind: 'dynamodb-local' }
  | {
      readonly kind: 'dynamodb';
      readonly hasPointInTimeRecovery: boolean;
      readonly isDeletionProtected: boolean;
      readonly encryptionKey: 'aws-managed' | 'customer-managed';
    };

/** A Valkey each for lists and changes (evicts, saves nothing) and for the queue (never evicts). */
export type Caches =
  | { readonly kind: 'in-cluster' }
  | {
      readonly kind: 'elasticache';
      readonly nodeType: string;
      /** Beside the primary, in other zones. */
      readonly replicas: number;
    };

/** Where search indexes and models are kept: a folder that all pods see, or a bucket. */
export type Files = { readonly kind: 'shared-volume' } | { readonly kind: 's3' };

/**
 * What searches: our own index in the memory of search-api, or a domain of OpenSearch that the worker fills, for a
 * catalogue that outgrows that memory; most never need it.
 */
export type Search =
  | { readonly kind: 'columnar' }
  | {
      readonly kind: 'opensearch';
      readonly instanceType: string;
      /** A multiple of the zones. */
      readonly dataNodes: number;
      readonly diskGib: number;
      /** Of each index that is made from now on. */
      readonly shards: number;
    };

export type Network = {
  /** The VPC's addresses. Environments must not overlap, so that they can be peered. */
  readonly cidr: string;
  readonly zones: number;
  readonly natGateways: number;
  /** Private ways to ECR, STS and logs; the free ways to DynamoDB and S3 are always there. */
  readonly hasInterfaceEndpoints: boolean;
};

export type Environment = {
  readonly name: EnvironmentName;
  readonly platform: 'kind' | 'eks';
  readonly region: string;
  readonly namespace: string;
  readonly images: {
    readonly pullPolicy: 'IfNotPresent' | 'Always';
    /** A tag can be moved to another image, a digest cannot. */
    readonly pinnedBy: 'tag' | 'digest';
  };
  readonly ingress: Ingress;
  readonly replicas: { readonly api: ReplicaRange; readonly worker: ReplicaRange };
  /** Time between failing readiness and closing: longer than the load balancer takes to notice. */
  readonly drainSeconds: number;
  /** Keep pods apart over zones and hosts, and let only one of a service be evicted at a time. */
  readonly isSpread: boolean;
  /** Off only where live update writes changed code into running containers. */
  readonly hasReadOnlyRoot: boolean;
  readonly database: Database;
  readonly caches: Caches;
  readonly files: Files;
  readonly search: Search;
  readonly identity: 'static-keys' | 'pod-identity';
  /** Who may call the APIs. */
  readonly access: {
    /** `off` believes every caller; load tests can then act for any reader. */
    readonly authentication: 'off' | 'jwt';
    /** Whether requests of one caller are limited; load tests come from one address. */
    readonly hasRateLimits: boolean;
  };
  /** Where a Job creates the tables and loads the sample: of so many readers, since DynamoDB Local writes slowly. */
  readonly sampleReaders?: number;
  /** Absent where we do not make the network. */
  readonly network?: Network;
  readonly alerts: { readonly hasPager: boolean; readonly hasTickets: boolean };
  readonly loadTest: {
    readonly profile: 'smoke' | 'load' | 'stress';
    readonly requestsPerSecond: number;
    /** Refuse to run without a flag that says so. */
    readonly needsConsent: boolean;
  };
};

const NAMESPACE = 'books';
const REGION = 'us-west-2';

export const ENVIRONMENTS: Readonly<Record<EnvironmentName, Environment>> = {
  /** A kind cluster on one machine, with stores in the cluster. */
  local: {
    name: 'local',
    platform: 'kind',
    region: REGION,
    namespace: NAMESPACE,
    images: { pullPolicy: 'IfNotPresent', pinnedBy: 'tag' },
    ingress: { kind: 'traefik', host: 'localhost' },
    replicas: { api: { min: 1, max: 4 }, worker: { min: 1, max: 3 } },
    drainSeconds: 3,
    isSpread: false,
    hasReadOnlyRoot: false,
    database: { kind: 'dynamodb-local' },
    caches: { kind: 'in-cluster' },
    files: { kind: 'shared-volume' },
    search: { kind: 'columnar' },
    identity: 'static-keys',
    access: { authentication: 'off', hasRateLimits: false },
    sampleReaders: 1000,
    alerts: { hasPager: false, hasTickets: false },
    loadTest: { profile: 'smoke', requestsPerSecond: 20, needsConsent: false },
  },
  dev: {
    name: 'dev',
    platform: 'eks',
    region: REGION,
    namespace: NAMESPACE,
    images: { pullPolicy: 'IfNotPresent', pinnedBy: 'tag' },
    ingress: {
      kind: 'alb',
      scheme: 'internal',
      group: 'books-dev',
      isDeletionProtected: false,
      hasFirewall: false,
    },
    replicas: { api: { min: 2, max: 6 }, worker: { min: 2, max: 4 } },
    drainSeconds: 20,
    isSpread: true,
    hasReadOnlyRoot: true,
    database: {
      kind: 'dynamodb',
      hasPointInTimeRecovery: false,
      isDeletionProtected: false,
      encryptionKey: 'aws-managed',
    },
    caches: { kind: 'elasticache', nodeType: 'cache.t4g.micro', replicas: 0 },
    files: { kind: 's3' },
    search: { kind: 'columnar' },
    identity: 'pod-identity',
    access: { authentication: 'off', hasRateLimits: false },
    network: { cidr: '10.40.0.0/16', zones: 3, natGateways: 1, hasInterfaceEndpoints: false },
    alerts: { hasPager: false, hasTickets: true },
    loadTest: { profile: 'load', requestsPerSecond: 200, needsConsent: false },
  },
  prod: {
    name: 'prod',
    platform: 'eks',
    region: REGION,
    namespace: NAMESPACE,
    images: { pullPolicy: 'IfNotPresent', pinnedBy: 'digest' },
    ingress: {
      kind: 'alb',
      scheme: 'internet-facing',
      group: 'books-prod',
      isDeletionProtected: true,
      hasFirewall: true,
    },
    replicas: { api: { min: 3, max: 30 }, worker: { min: 2, max: 10 } },
    drainSeconds: 20,
    isSpread: true,
    hasReadOnlyRoot: true,
    database: {
      kind: 'dynamodb',
      hasPointInTimeRecovery: true,
      isDeletionProtected: true,
      encryptionKey: 'customer-managed',
    },
    caches: { kind: 'elasticache', nodeType: 'cache.m7g.large', replicas: 1 },
    files: { kind: 's3' },
    search: { kind: 'columnar' },
    identity: 'pod-identity',
    access: { authentication: 'jwt', hasRateLimits: true },
    network: { cidr: '10.50.0.0/16', zones: 3, natGateways: 3, hasInterfaceEndpoints: true },
    alerts: { hasPager: true, hasTickets: true },
    loadTest: { profile: 'stress', requestsPerSecond: 1000, needsConsent: true },
  },
};

export const ENVIRONMENT_NAMES = Object.keys(ENVIRONMENTS) as readonly EnvironmentName[];

/** @throws Error that lists the names there are */
export function environmentNamed(name: string): Environment {
  const found = Object.values(ENVIRONMENTS).find((environment) => environment.name === name);
  if (found === undefined)
    throw new Error(
      `no environment is called "${name}"; there are ${ENVIRONMENT_NAMES.join(', ')}`,
    );
  return found;
}
