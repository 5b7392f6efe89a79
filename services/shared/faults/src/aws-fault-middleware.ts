import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HttpResponse } from '@smithy/core/protocols';
import { Readable } from 'node:stream';
import { decide, type DynamoFault } from './dynamo-faults.ts';

/**
 * Answers a share of a client's attempts with real errors of DynamoDB instead of sending them. The answers pass through
 * the SDK as those of the network do, so its retries and its exceptions are the genuine ones.
 *
 * @returns changes the fault
 */
export function injectAwsErrors(
  client: DynamoDBDocumentClient,
  random: () => number,
): (fault: DynamoFault) => void {
  let fault: DynamoFault = { kind: 'none' };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        const { input } = args;
        const actions = 'TransactItems' in input ? (input.TransactItems?.length ?? 0) : 0;
        const decision = decide(fault, { operation, actions }, random);
        if (typeof decision === 'string') return next(args);
        const response = new HttpResponse({
          statusCode: decision.status,
          headers: { ...decision.headers },
          body: Readable.from([Buffer.from(decision.body)]),
        });
        // Whatever stands before this one makes the output of the response, as of one from the network.
        return { response, output: { $metadata: {} } };
      },
    // After signing and within the retries; the deserializer stands before it.
    { step: 'deserialize', priority: 'low', name: 'injectAwsErrors' },
  );
  return (next) => {
    fault = next;
  };
}
