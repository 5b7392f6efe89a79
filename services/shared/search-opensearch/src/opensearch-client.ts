import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { DomainError } from '@books/domain/errors';
import { Client, errors } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';

export type OpenSearchClientOptions = {
  /** `https://host`, with a user and a password before the host where the cluster wants them. */
  readonly url: string;
  /** The region of a domain in AWS whose requests the role of this process signs; `undefined` signs nothing. */
  readonly signFor?: string | undefined;
  /** Longest wait for an answer; the bulk requests of a build take longer than searches. */
  readonly requestTimeoutMs?: number;
};

const REQUEST_TIMEOUT_MS = 3000;
/** A node that is away is tried again once, another one if there is one; whoever asked is waiting. */
const MAX_RETRIES = 1;

export function createOpenSearchClient({
  url,
  signFor,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
}: OpenSearchClientOptions): Client {
  const signer =
    signFor === undefined
      ? {}
      : AwsSigv4Signer({ region: signFor, service: 'es', getCredentials: defaultProvider() });
  return new Client({
    ...signer,
    node: url,
    requestTimeout: requestTimeoutMs,
    maxRetries: MAX_RETRIES,
  });
}

/** What a failure of the client means in our words; what is no fault of the cluster stays as it is. */
export function asDomainError(error: unknown): unknown {
  const isAway =
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError ||
    (error instanceof errors.ResponseError && isOverloadedOrAway(error.statusCode));
  if (!isAway) return error;
  return new DomainError('unavailable', 'the search index is not in service', { cause: error });
}

/** Whether the cluster answered with this status, such as 404 for an index or a document that is not there. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof errors.ResponseError && error.statusCode === status;
}

/** Whether a request failed because its index was removed, or never made. */
export function isIndexGone(error: unknown): boolean {
  return (
    error instanceof errors.ResponseError && error.message.includes('index_not_found_exception')
  );
}

// 404: no index has been published yet.
function isOverloadedOrAway(status: number | undefined): boolean {
  return status === undefined || status === 404 || status === 429 || status >= 500;
}
