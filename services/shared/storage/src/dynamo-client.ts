import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { translateErrors } from './dynamo-errors.ts';
import { isOnThisMachine, LOCAL_CREDENTIALS } from './local-endpoint.ts';
import { observeRequests, type RequestObserver } from './dynamo-request-observer.ts';
import { rightsForDynamo, type NeededRight } from './needed-rights.ts';
import { createRequestSigner } from './sign-requests.ts';
import { createUndiciHandler } from './undici-http-handler.ts';

export type DynamoClientOptions = {
  readonly region: string;
  /** Where to find another DynamoDB than the region's, such as DynamoDB Local. */
  readonly endpoint?: string | undefined;
  /** Longest time to wait for a connection, including for one of {@link maxSockets} to be free. */
  readonly connectTimeoutMs?: number;
  /** Longest time for one attempt. */
  readonly requestTimeoutMs?: number;
  /** How often the SDK sends a request that was throttled or got no answer, the first time included. */
  readonly maxAttempts?: number;
  /** Connections that are kept open, and so how many requests are under way at once. */
  readonly maxSockets?: number;
  /** Told of every request when it is over, its further attempts included. */
  readonly onRequest?: RequestObserver;
  /** Told of each right that a request needs, before it is sent. */
  readonly onNeededRight?: (right: NeededRight) => void;
};

/**
 * The way to DynamoDB that all adapters share; one a process, `destroy()` closes its connections. Its requests fail
 * with a DomainError, except for the failures that adapters decide on: see `translateErrors`.
 */
export function createDynamoClient({
  region,
  endpoint,
  connectTimeoutMs = 1000,
  requestTimeoutMs = 2000,
  maxAttempts = 3,
  maxSockets = 128,
  onRequest,
  onNeededRight,
}: DynamoClientOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region,
    maxAttempts,
    retryMode: 'standard',
    ...(endpoint !== undefined && { endpoint }),
    ...(isOnThisMachine(endpoint) && { credentials: LOCAL_CREDENTIALS }),
    signerConstructor: createRequestSigner(),
    requestHandler: createUndiciHandler({ connectTimeoutMs, requestTimeoutMs, maxSockets }),
  });
  translateErrors(client);
  if (onRequest !== undefined) observeRequests(client, onRequest);
  if (onNeededRight !== undefined) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          for (const right of rightsForDynamo(commandName, args.input)) onNeededRight(right);
          return next(args);
        },
      { step: 'initialize', name: 'tellNeededRights' },
    );
  }
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
}
