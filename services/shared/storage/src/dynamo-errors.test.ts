import {
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { isContention, outcomeOf, toDomainError } from './dynamo-errors.ts';

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('a cancelled transaction', () => {
  test.each([
    [['ConditionalCheckFailed', 'None']],
    [['None', 'TransactionConflict']],
    [['None', 'ThrottlingError']],
    [['TransactionConflict', 'ProvisionedThroughputExceeded']],
  ])('is worth beginning anew after %j', (codes) => {
    expect(isContention(cancelled(...codes))).toBe(true);
  });

  test.each([[['None', 'ValidationError']], [['TransactionConflict', 'ValidationError']], [[]]])(
    'is a failure after %j',
    (codes) => {
      expect(isContention(cancelled(...codes))).toBe(false);
    },
  );

  test('counts as throttled or contended in metrics', () => {
    expect(outcomeOf(cancelled('None', 'ThrottlingError'))).toBe('throttled');
    expect(outcomeOf(cancelled('TransactionConflict', 'None'))).toBe('contended');
    expect(outcomeOf(cancelled('None', 'ValidationError'))).toBe('failed');
  });
});

describe('a failure of the SDK', () => {
  test('that passes is unavailable, with the time to come back', () => {
    const throttled = new ProvisionedThroughputExceededException({ message: '', $metadata: {} });
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const timedOut = Object.assign(new Error('slow'), { name: 'TimeoutError' });
    for (const error of [throttled, refused, timedOut]) {
      expect(toDomainError(error, 'GetItem')).toMatchObject({
        kind: 'unavailable',
        retryAfterSeconds: 1,
        cause: error,
      });
    }
  });

  test('that stays is an internal error and tells nothing of what was asked for', () => {
    const error = new ResourceNotFoundException({ message: 'table ratings-x', $metadata: {} });
    const translated = toDomainError(error, 'GetItem');
    expect(translated).toMatchObject({ kind: 'internal_error', cause: error });
    expect(translated.message).toBe('the store refused GetItem');
  });
});
