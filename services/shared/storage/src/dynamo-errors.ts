import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { DomainError } from '@books/domain/errors';

/** How a request to DynamoDB ended, in the few words that metrics are counted by. */
export type RequestOutcome = 'ok' | 'contended' | 'throttled' | 'unreachable' | 'failed';

const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  // What a cancelled transaction calls it.
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);
const UNREACHABLE = new Set([
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'TransactionInProgressException',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
const CONTENDED = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

/** Why each action of a transaction kept it from happening; `None` for those that did not. */
export function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
}

/** Whether a change failed since somebody else was quicker: nothing was written, and to begin anew makes sense. */
export function isContention(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (error instanceof TransactionConflictException) return true;
  const reasons = cancellationCodes(error).filter((code) => code !== 'None');
  // A throttled transaction was not tried again by the SDK, so it is here together with the contended ones.
  return reasons.length > 0 && reasons.every((code) => CONTENDED.has(code) || THROTTLED.has(code));
}

export function outcomeOf(error: unknown): Exclude<RequestOutcome, 'ok'> {
  const codes = [...cancellationCodes(error), ...namesOf(error)];
  if (codes.some((code) => THROTTLED.has(code))) return 'throttled';
  if (isContention(error)) return 'contended';
  if (codes.some((code) => UNREACHABLE.has(code))) return 'unreachable';
  return 'failed';
}

/**
 * Makes every request of a client fail with a DomainError, after the SDK's own attempts. Contention passes as it
 * is, since only the adapter that sent the request knows what it means.
 */
export function translateErrors(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isContention(error)) throw error;
          throw toDomainError(error, operationOf(commandName));
        }
      },
    { step: 'initialize', priority: 'high', name: 'translateErrors' },
  );
}

/** What DynamoDB calls the operation of an SDK command: `GetItem` for `GetItemCommand`. */
export function operationOf(commandName = 'a request'): string {
  return commandName.replace(/Command$/, '');
}

/** A failure of the SDK in our words. The sentence names neither keys nor items; the SDK's error is the cause. */
export function toDomainError(error: unknown, operation: string): DomainError {
  const outcome = outcomeOf(error);
  if (outcome === 'failed') {
    return new DomainError('internal_error', `the store refused ${operation}`, { cause: error });
  }
  const sentence =
    outcome === 'unreachable'
      ? 'the store does not answer, try again in a moment'
      : 'the store is busy, try again in a moment';
  return new DomainError('unavailable', sentence, { cause: error, retryAfterSeconds: 1 });
}

/** The names an error goes by: its own, and the code that Node's network errors have. */
function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [error.name, ...code];
}
