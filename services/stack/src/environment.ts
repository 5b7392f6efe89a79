import { tableNames } from '@books/storage/tables';

export type EnvironmentFacts = {
  readonly dynamodbUrl: string;
  readonly redisUrl: string;
  readonly catalogueFolder: string;
  readonly modelFolder: string;
  readonly indexFolder: string;
  /** Where the processes take calls from inside. */
  readonly internalUrl: string;
};

/** DynamoDB Local does one write after the other, and shares this machine with everything else. */
const DYNAMODB_TIMEOUT_SECONDS = 15;
/** How soon recommendation-api takes a new model into service, in seconds. */
const MODEL_POLL_SECONDS = 1;
/** A tenth of what is usual: a pass over the sample takes three hours, but leaves the machine to who uses it. */
const AUDIT_BOOKS_PER_SECOND = 1;
/** How long an instance serves on after it was told to end, so that nobody is still on the way to it. */
const SHUTDOWN_DELAY_SECONDS = 1;

/**
 * The settings of every process of the stack: what is set already, such as `LOG_LEVEL`, but for what says where things
 * are.
 */
export function processEnvironment(
  given: NodeJS.ProcessEnv,
  {
    dynamodbUrl,
    redisUrl,
    catalogueFolder,
    modelFolder,
    indexFolder,
    internalUrl,
  }: EnvironmentFacts,
): NodeJS.ProcessEnv {
  const tables = tableNames('local');
  return {
    DYNAMODB_CONNECT_TIMEOUT_SECONDS: String(DYNAMODB_TIMEOUT_SECONDS),
    DYNAMODB_REQUEST_TIMEOUT_SECONDS: String(DYNAMODB_TIMEOUT_SECONDS),
    MODEL_POLL_SECONDS: String(MODEL_POLL_SECONDS),
    SHUTDOWN_DELAY_SECONDS: String(SHUTDOWN_DELAY_SECONDS),
    AUDIT_BOOKS_PER_SECOND: String(AUDIT_BOOKS_PER_SECOND),
    ...given,
    ENVIRONMENT: 'local',
    HOST: '127.0.0.1',
    DYNAMODB_ENDPOINT: dynamodbUrl,
    DYNAMODB_TABLE_BOOKS: tables.books,
    DYNAMODB_TABLE_RATINGS: tables.ratings,
    AWS_REGION: 'us-west-2',
    REDIS_URL: redisUrl,
    QUEUE_REDIS_URL: redisUrl,
    CATALOGUE_DIR: catalogueFolder,
    MODEL_DIR: modelFolder,
    SEARCH_INDEX_DIR: indexFolder,
    RECOMMENDATION_BASE_URL: internalUrl,
    SEARCH_BASE_URL: internalUrl,
  };
}
