import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isOnThisMachine, LOCAL_CREDENTIALS } from './local-endpoint.ts';
import { rightsForS3, type NeededRight } from './needed-rights.ts';
import { translateErrors } from './s3-errors.ts';

export type S3ClientOptions = {
  readonly region: string;
  /** Where to find another S3 than the region's. Its buckets are then named in paths and not in host names. */
  readonly endpoint?: string | undefined;
  readonly connectTimeoutMs?: number;
  /** Longest time in which no byte comes or goes. There is none for a whole request: an index may be large. */
  readonly silenceTimeoutMs?: number;
  /** How often the SDK sends a request that failed, the first time included. */
  readonly maxAttempts?: number;
  /** Told of each right that a request needs, before it is sent. */
  readonly onNeededRight?: (right: NeededRight) => void;
};

/** The way to S3; its requests fail with a DomainError, see `translateErrors`. `destroy()` closes its connections. */
export function createS3Client({
  region,
  endpoint,
  connectTimeoutMs = 2000,
  silenceTimeoutMs = 30_000,
  maxAttempts = 3,
  onNeededRight,
}: S3ClientOptions): S3Client {
  const client = new S3Client({
    region,
    maxAttempts,
    retryMode: 'standard',
    // Other servers know only some of the sums that the SDK adds; models and indexes are checked by their own as well.
    ...(endpoint !== undefined && {
      endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    }),
    ...(isOnThisMachine(endpoint) && { credentials: LOCAL_CREDENTIALS }),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      socketTimeout: silenceTimeoutMs,
    }),
  });
  translateErrors(client);
  if (onNeededRight !== undefined) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          for (const right of rightsForS3(commandName, args.input)) onNeededRight(right);
          return next(args);
        },
      { step: 'initialize', name: 'tellNeededRights' },
    );
  }
  return client;
}
