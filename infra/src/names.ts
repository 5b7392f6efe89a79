import type { ProcessName } from '@books/topology/processes';
import type { CloudName } from './cloud-settings.ts';

/** What every name in AWS begins with; the tables were called so before there was any of this. */
export const PRODUCT = 'book-recommendation';

/** Stacks that there are once in an account, whatever environments it has. */
export const REGISTRY_STACK = `${PRODUCT}-registry`;
export const DELIVERY_STACK = `${PRODUCT}-delivery`;

/** The repository of a process's image. One for all environments: what was tried in dev is what prod gets. */
export const repositoryName = (process: ProcessName) => `${PRODUCT}/${process}`;

/** Where GitHub's role for an environment is; the workflow names it. */
export const deployRoleName = (environment: CloudName) => `${PRODUCT}-${environment}-deploy`;

/**
 * What things are called in an environment. Known without asking AWS, so that manifests, policies and commands can be
 * made anywhere.
 */
export function namesIn(environment: CloudName) {
  const prefix = `${PRODUCT}-${environment}`;
  return {
    stack: (part: string) => `${prefix}-${part}`,
    cluster: prefix,
    /** The role of a Kubernetes service account. */
    role: (serviceAccount: string) => `${prefix}-${serviceAccount}`,
    operatorRole: `${prefix}-operator`,
    /** A Valkey: its replication group, user group, subnet group and parameter group. */
    valkey: (purpose: ValkeyPurpose) => `${prefix}-${purpose}`,
    /** The secret with a Valkey's user and password. */
    valkeySecret: (purpose: ValkeyPurpose) => `${PRODUCT}/${environment}/${purpose}`,
    /** The secret that readers' ids are hashed with. */
    readerKeySecret: `${PRODUCT}/${environment}/reader-key`,
    /** OpenSearch takes 28 characters at most. */
    searchDomain: `books-${environment}-search`,
    webAcl: prefix,
    /** Bucket names are the world's, so they end in the account's number. */
    filesBucket: (account: string) => `${prefix}-files-${account}`,
    logsBucket: (account: string) => `${prefix}-logs-${account}`,
    /** What a deploy reads: values that only AWS knows. */
    parameter: (name: ParameterName) => `/${PRODUCT}/${environment}/${name}`,
    parameterPath: `/${PRODUCT}/${environment}`,
  };
}

export type ValkeyPurpose = 'cache' | 'queue';

/** Values that travel from the stacks to a deploy. */
export type PublishedName =
  | 'vpc-id'
  | 'cache-endpoint'
  | 'queue-endpoint'
  | 'files-bucket'
  | 'logs-bucket'
  | 'search-endpoint'
  | 'certificate-arn'
  | 'web-acl-arn';

/** Values that people give once, before the first deploy of an environment. */
export const GIVEN_NAMES = [
  'domain-name',
  'hosted-zone-id',
  'token-issuer',
  'token-audience',
] as const;
export type GivenName = (typeof GIVEN_NAMES)[number];

export type ParameterName = PublishedName | GivenName;
