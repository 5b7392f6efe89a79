import { OPS_PORT, type ServiceFacts } from './services.ts';
import type { DeployInputs } from './deploy-inputs.ts';
import type { Environment } from './environments.ts';

/** A variable's value, or the key of the connections Secret that has it. */
export type Setting = string | { readonly secretKey: string };

/** The Secret with URLs that hold passwords. The deploy writes it; it is never among the manifests. */
export const CONNECTIONS_SECRET = 'connections';

/** The folder of a pod for indexes and models: all of them, or those on their way to and from the bucket. */
export const FILES_PATH = '/data';
/** How long a pod that was told to end serves on while it closes keep-alive connections with each answer. */
export const CONNECTION_DRAIN_SECONDS = 5;

/**
 * Of a pod's memory limit: what Node takes for its heap by itself in a container of that size. Said aloud, so that a
 * process keeps to it also where no container limits it, as in tier 2 of the proof.
 */
const HEAP_SHARE = 0.5;
/**
 * Half of the young generation, in MiB. Where Node sees more memory than the container has it takes 64, and a young generation
 * larger than what is left of such a heap makes V8 collect all garbage again and again, on every core, without an end.
 */
const SEMI_SPACE_MIB = 16;

/** DynamoDB Local does one write after the other. */
const DYNAMODB_LOCAL_TIMEOUT_SECONDS = 15;
const SEARCH_OPS_URL = `http://search-api:${OPS_PORT}`;
const RECOMMENDATION_OPS_URL = `http://recommendation-api:${OPS_PORT}`;

export const DYNAMODB_LOCAL = { name: 'dynamodb-local', port: 8000 } as const;
export const VALKEY_CACHE = { name: 'valkey-cache', port: 6379 } as const;
export const VALKEY_QUEUE = { name: 'valkey-queue', port: 6379 } as const;

const urlOf = (scheme: string, { name, port }: { readonly name: string; readonly port: number }) =>
  `${scheme}://${name}:${port}`;

/** The variables of a process in an environment. Its tables' names follow from `ENVIRONMENT`. */
export function processSettings(
  service: ServiceFacts,
  environment: Environment,
  inputs: DeployInputs,
): Readonly<Record<string, Setting>> {
  const { needs, port, graceSeconds, resources } = service;
  return {
    ENVIRONMENT: environment.name,
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(HEAP_SHARE * resources.memoryMiB)} --max-semi-space-size=${SEMI_SPACE_MIB}`,
    HOST: '0.0.0.0',
    ...(port !== undefined && { PORT: String(port) }),
    OPS_PORT: String(OPS_PORT),
    SHUTDOWN_DELAY_SECONDS: String(CONNECTION_DRAIN_SECONDS),
    SHUTDOWN_GRACE_SECONDS: String(graceSeconds),
    ...(port !== undefined && accessSettings(environment, inputs)),
    ...(keepsReaders(service) &&
      environment.name !== 'local' && {
        READER_KEY: { secretKey: 'reader-key' },
      }),
    ...(needs.includes('dynamodb') && databaseSettings(environment)),
    ...(needs.includes('cache') && { REDIS_URL: cacheUrl(environment) }),
    ...(needs.includes('queue') && { QUEUE_REDIS_URL: queueUrl(environment) }),
    ...(needs.includes('files') && fileSettings(service, environment, inputs)),
    ...(needs.includes('search-domain') && searchSettings(environment, inputs)),
    ...(needs.includes('recommendation-api') && {
      RECOMMENDATION_BASE_URL: RECOMMENDATION_OPS_URL,
    }),
    ...(needs.includes('search-api') && { SEARCH_BASE_URL: SEARCH_OPS_URL }),
  };
}

/** Both load balancers are the one proxy before a process. */
const TRUSTED_PROXIES = 1;

function accessSettings(
  { access }: Environment,
  { tokenIssuer, tokenAudience }: DeployInputs,
): Record<string, string> {
  return {
    TRUSTED_PROXIES: String(TRUSTED_PROXIES),
    ...(!access.hasRateLimits && { RATE_LIMIT_PER_MINUTE: '0' }),
    ...(access.authentication === 'jwt' && {
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: tokenIssuer,
      AUTH_AUDIENCE: tokenAudience,
    }),
  };
}

/** Whether a process writes what belongs to readers, and so has to know who was erased. */
function keepsReaders({ name }: ServiceFacts): boolean {
  return name === 'ratings-api' || name === 'worker';
}

/** What reaches the store of record, for processes and for the Job that fills it. */
export function databaseSettings({ database, region }: Environment): Record<string, string> {
  if (database.kind === 'dynamodb') return { AWS_REGION: region };
  return {
    AWS_REGION: region,
    DYNAMODB_ENDPOINT: urlOf('http', DYNAMODB_LOCAL),
    DYNAMODB_CONNECT_TIMEOUT_SECONDS: String(DYNAMODB_LOCAL_TIMEOUT_SECONDS),
    DYNAMODB_REQUEST_TIMEOUT_SECONDS: String(DYNAMODB_LOCAL_TIMEOUT_SECONDS),
    // DynamoDB Local asks for keys and takes any.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

function cacheUrl({ caches }: Environment): Setting {
  return caches.kind === 'in-cluster' ? urlOf('redis', VALKEY_CACHE) : { secretKey: 'cache-url' };
}

/** Where jobs are put, also by the Job that fills the store. */
export function queueUrl({ caches }: Environment): Setting {
  return caches.kind === 'in-cluster' ? urlOf('redis', VALKEY_QUEUE) : { secretKey: 'queue-url' };
}

/** Requests to a domain are signed with the role of the process. Our own index needs no settings. */
function searchSettings(
  { search }: Environment,
  { searchUrl }: DeployInputs,
): Record<string, string> {
  if (search.kind === 'columnar') return {};
  return {
    SEARCH_ENGINE: 'opensearch',
    OPENSEARCH_URL: searchUrl,
    OPENSEARCH_AUTH: 'aws',
    OPENSEARCH_SHARDS: String(search.shards),
  };
}

/** Models and indexes: in the bucket, with a folder for files on their way, or in the folder that all pods see. */
function fileSettings(
  { name }: ServiceFacts,
  { files }: Environment,
  { filesBucket }: DeployInputs,
): Record<string, string> {
  const base = files.kind === 's3' ? `s3://${filesBucket}` : FILES_PATH;
  const models = { MODEL_DIR: `${base}/models` };
  const indexes = { SEARCH_INDEX_DIR: `${base}/search-index` };
  return {
    ...(name !== 'search-api' && { CATALOGUE_DIR: `${base}/catalogue`, ...models }),
    ...(name !== 'recommendation-api' && indexes),
    ...(files.kind === 's3' && { S3_FILES_DIR: FILES_PATH }),
  };
}
