import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { operationOf, outcomeOf, type RequestOutcome } from './dynamo-errors.ts';

/** What is known of a request when it is over. */
export type ObservedRequest = {
  /** The table's name; several joined by `+` in alphabetical order. */
  readonly table: string;
  /** As DynamoDB calls it: `GetItem`, `TransactWriteItems` ... */
  readonly operation: string;
  /** From the call to the answer, all attempts of the SDK included. */
  readonly seconds: number;
  readonly outcome: RequestOutcome;
  /** Read or write units of tables and indexes together; 0 for a request that failed. */
  readonly consumedUnits: number;
};

export type RequestObserver = (request: ObservedRequest) => void;

const MEASURED_OPERATIONS = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactWriteItems',
  'UpdateItem',
]);

/** Tells `observe` of every request for items that goes through the client, and asks DynamoDB what it consumed. */
export function observeRequests(client: DynamoDBClient, observe: RequestObserver): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const operation = operationOf(commandName);
        if (!MEASURED_OPERATIONS.has(operation)) return next(args);
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' as const };
        const table = tablesOf(input).join('+');
        const startedAt = performance.now();
        const tell = (outcome: RequestOutcome, consumedUnits: number) =>
          observe({
            table,
            operation,
            seconds: (performance.now() - startedAt) / 1000,
            outcome,
            consumedUnits,
          });
        try {
          const result = await next({ ...args, input });
          tell('ok', consumedUnits(result.output));
          return result;
        } catch (error) {
          tell(outcomeOf(error), 0);
          throw error;
        }
      },
    { step: 'initialize', name: 'observeRequests' },
  );
}

/** The units in an answer, of all its tables and their indexes together. */
export function consumedUnits(output: object): number {
  if (!('ConsumedCapacity' in output)) return 0;
  const capacities = [output.ConsumedCapacity].flat();
  return capacities.reduce((sum: number, capacity) => sum + unitsIn(capacity), 0);
}

function unitsIn(capacity: unknown): number {
  if (typeof capacity !== 'object' || capacity === null) return 0;
  const units = 'CapacityUnits' in capacity ? capacity.CapacityUnits : 0;
  return typeof units === 'number' ? units : 0;
}

/** The names of the tables that a request is about, each once, in alphabetical order. */
function tablesOf(input: object): string[] {
  if ('TableName' in input && typeof input.TableName === 'string') return [input.TableName];
  if ('RequestItems' in input) return Object.keys(input.RequestItems ?? {}).sort();
  if (!('TransactItems' in input) || !Array.isArray(input.TransactItems)) return [];
  const actions: unknown[] = input.TransactItems.flatMap((item: object) => Object.values(item));
  return [...new Set(actions.filter(hasTable).map(({ TableName }) => TableName))].sort();
}

function hasTable(action: unknown): action is { readonly TableName: string } {
  return (
    typeof action === 'object' &&
    action !== null &&
    'TableName' in action &&
    typeof action.TableName === 'string'
  );
}
