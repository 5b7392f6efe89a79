import { randomBelow } from '@books/search/evaluate/random';
import {
  awsErrorAnswer,
  throttledTransactionAnswer,
  THROTTLING_CODES,
  type AwsErrorAnswer,
} from './aws-errors.ts';

/** What requests to DynamoDB suffer, beside a delay that all have. */
export type DynamoFault =
  | { readonly kind: 'none' }
  /** A share of the requests is throttled. */
  | { readonly kind: 'throttle'; readonly rate: number }
  /** A share of the requests is answered with 500 or 503. */
  | { readonly kind: 'unavailable'; readonly rate: number }
  /** Requests are taken and never answered. */
  | { readonly kind: 'hang' }
  /** Batches do half of their work and give back the rest. */
  | { readonly kind: 'partial' };

/** What becomes of one request: it is answered with an error, or passed on whole or in half. */
export type DynamoDecision = AwsErrorAnswer | 'pass' | 'hang' | 'half';

/** Decides by chance what becomes of a request. */
export function decide(
  fault: DynamoFault,
  { operation, actions }: { readonly operation: string; readonly actions: number },
  random: () => number,
): DynamoDecision {
  switch (fault.kind) {
    case 'none':
      return 'pass';
    case 'hang':
      return 'hang';
    case 'partial':
      return operation.startsWith('Batch') ? 'half' : 'pass';
    case 'throttle':
      if (random() >= fault.rate) return 'pass';
      // DynamoDB throttles transactions in both ways.
      return operation === 'TransactWriteItems' && random() < 0.5
        ? throttledTransactionAnswer(actions)
        : awsErrorAnswer(THROTTLING_CODES[randomBelow(random, THROTTLING_CODES.length)]!);
    case 'unavailable':
      if (random() >= fault.rate) return 'pass';
      return awsErrorAnswer(random() < 0.5 ? 'InternalServerError' : 'ServiceUnavailable');
    default:
      return fault satisfies never;
  }
}
