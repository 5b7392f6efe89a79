import { aRating, bookId, userId } from '@books/domain/testing/builders';
import { seededRandom } from '@books/search/evaluate/random';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { openDynamoStore } from '@books/storage/dynamo-store';
import { tableNames } from '@books/storage/tables';
import { expect, onTestFinished, test } from 'vitest';
import { injectAwsErrors } from './aws-fault-middleware.ts';
import type { DynamoFault } from './dynamo-faults.ts';

/** A store whose every request is answered by a fault; nothing listens at its endpoint. */
function aFaultyStore(fault: DynamoFault) {
  const outcomes: string[] = [];
  const client = createDynamoClient({
    region: 'us-west-2',
    endpoint: 'http://127.0.0.1:9',
    onRequest: ({ outcome }) => outcomes.push(outcome),
  });
  onTestFinished(() => client.destroy());
  injectAwsErrors(client, seededRandom(1))(fault);
  const { ratings } = openDynamoStore({ client, tables: tableNames('local') });
  return { ratings, outcomes };
}

test('a throttled client ends in our words, after the attempts of the SDK', async () => {
  const { ratings, outcomes } = aFaultyStore({ kind: 'throttle', rate: 1 });
  await expect(ratings.rate(aRating())).rejects.toMatchObject({
    kind: 'unavailable',
    retryAfterSeconds: 1,
    cause: { $metadata: { attempts: 3 } },
  });
  expect(outcomes).toEqual(['throttled']);
});

test('a 500 or 503 of the store is a store that does not answer', async () => {
  const { ratings, outcomes } = aFaultyStore({ kind: 'unavailable', rate: 1 });
  await expect(ratings.find(userId('ann'), bookId('gb:1'))).rejects.toMatchObject({
    kind: 'unavailable',
  });
  expect(outcomes).toEqual(['unreachable']);
});
