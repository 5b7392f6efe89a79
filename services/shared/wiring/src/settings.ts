import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envInteger, envPort, ProcessConfig } from '@books/service-kit/config';
import { PROCESSES, type ProcessName } from '@books/topology/processes';
import { z } from 'zod';

/** Where the store of record is. The names of the tables follow from `ENVIRONMENT` unless they are given. */
export const StoreSettings = z.object({
  AWS_REGION: z.string().default('us-west-2'),
  DYNAMODB_ENDPOINT: z.url().optional(),
  /** Longest wait for a connection, and for an answer. DynamoDB Local needs more of both than DynamoDB. */
  DYNAMODB_CONNECT_TIMEOUT_SECONDS: envInteger(1, 60).default(1),
  DYNAMODB_REQUEST_TIMEOUT_SECONDS: envInteger(1, 60).default(2),
  DYNAMODB_TABLE_BOOKS: z.string().optional(),
  DYNAMODB_TABLE_RATINGS: z.string().optional(),
  /** Where each right in AWS that is used for the first time is noted, to compare roles with. */
  AWS_RIGHTS_FILE: z.string().optional(),
});
export type StoreSettings = z.infer<typeof StoreSettings>;

/** Where Redis is: of the lists and changes, and of the queue, which must never evict. */
export const RedisSettings = z.object({
  REDIS_URL: z.string().default('redis://127.0.0.1:6379'),
  QUEUE_REDIS_URL: z.string().optional(),
});
export type RedisSettings = z.infer<typeof RedisSettings>;

/** A folder, or `s3://bucket/prefix`. What looks like another place or a misspelt bucket is not taken for a folder. */
const objectPlace = z
  .string()
  .regex(/^s3:\/\/[^/]|^(?!\w+:)./, 'must be a folder or s3://bucket/prefix');

/** How S3 is reached by what is kept there. */
export const ObjectStoreSettings = z.object({
  AWS_REGION: StoreSettings.shape.AWS_REGION,
  AWS_RIGHTS_FILE: StoreSettings.shape.AWS_RIGHTS_FILE,
  S3_ENDPOINT: z.url().optional(),
  /** A folder of this machine for files on their way to and from S3. */
  S3_FILES_DIR: z.string().default(join(tmpdir(), 'books-s3')),
});
export type ObjectStoreSettings = z.infer<typeof ObjectStoreSettings>;

/** Where trained models are kept. */
export const ModelSettings = z.object({
  MODEL_DIR: objectPlace.default('.data/models'),
  MODEL_POLL_SECONDS: envInteger(1, 3600).default(5),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** Where copies of the catalogue are kept. */
export const CatalogueSettings = z.object({
  CATALOGUE_DIR: objectPlace.default('.data/catalogue'),
});
export type CatalogueSettings = z.infer<typeof CatalogueSettings>;

/** Where built search indexes are kept. */
export const SearchIndexSettings = z.object({
  SEARCH_INDEX_DIR: objectPlace.default('.data/search-index'),
});
export type SearchIndexSettings = z.infer<typeof SearchIndexSettings>;

/** What searches: our own index in the memory of search-api, or OpenSearch, which the worker then fills. */
export const SearchEngineSettings = z.object({
  SEARCH_ENGINE: z.enum(['columnar', 'opensearch']).default('columnar'),
  /** With a user and a password in it where the cluster wants them. */
  OPENSEARCH_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** `aws` signs each request with the role of the process, for a domain in `AWS_REGION`. */
  OPENSEARCH_AUTH: z.enum(['url', 'aws']).default('url'),
  /** The alias that leads to the index in service; indexes are called so too, with their version. */
  OPENSEARCH_INDEX: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, digits and _')
    .default('books'),
  /** Of the indexes that the worker makes from now on. */
  OPENSEARCH_SHARDS: envInteger(1, 100).default(1),
});
export type SearchEngineSettings = z.infer<typeof SearchEngineSettings>;

/** For `superRefine`: whoever asks for OpenSearch says where it is. */
export function refuseMissingOpenSearch(
  { SEARCH_ENGINE, OPENSEARCH_URL }: SearchEngineSettings,
  context: z.RefinementCtx,
): void {
  if (SEARCH_ENGINE !== 'opensearch' || OPENSEARCH_URL !== undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['OPENSEARCH_URL'],
    message: 'is needed with SEARCH_ENGINE=opensearch',
  });
}

/** The settings that every process with its own ports has; the ports' defaults come from the topology. */
export function processSettings(name: ProcessName) {
  const facts = PROCESSES.find((process) => process.name === name)!;
  return ProcessConfig.extend({
    HOST: z.string().default('127.0.0.1'),
    PORT: envPort(facts.port ?? 0),
    OPS_PORT: envPort(facts.opsPort),
  });
}
