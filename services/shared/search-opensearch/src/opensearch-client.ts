import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Client } from '@opensearch-project/opensearch';
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
