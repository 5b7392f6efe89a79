import type { S3Client } from '@aws-sdk/client-s3';
import { DomainError } from '@books/domain/errors';

/** Whether a request found no object of the name that it gave. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);
}

/** Whether a conditional write came too late: S3 says the second of two that were under way at the same time. */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name);
}

/**
 * Makes every request of a client fail with a DomainError, after the SDK's own attempts. A missing object and a lost
 * race pass as they are: only who sent the request knows what they mean.
 */
export function translateErrors(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = 'a request' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isMissing(error) || isOvertaken(error)) throw error;
          throw toDomainError(error, commandName.replace(/Command$/, ''));
        }
      },
    { step: 'initialize', priority: 'high', name: 'translateErrors' },
  );
}

/** A failure of the SDK in our words, without bucket and key; the SDK's error is the cause. */
export function toDomainError(cause: unknown, operation: string): DomainError {
  const status = httpStatusOf(cause);
  if (status === undefined || status >= 500 || status === 429) {
    return new DomainError('unavailable', `the object store does not answer ${operation}`, {
      cause,
      retryAfterSeconds: 1,
    });
  }
  return new DomainError('internal_error', `the object store refused ${operation}`, { cause });
}

/** The status that S3 answered with; `undefined` when there was no answer. */
function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}
