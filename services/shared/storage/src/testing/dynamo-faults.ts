import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Lets every batch do only the first half of its work, rounded down, `times` times; the rest is left over. */
export function leaveHalfUnprocessed(client: DynamoDBDocumentClient, times: number): void {
  let left = times;
  client.middlewareStack.remove('leaveHalfUnprocessed');
  client.middlewareStack.add(
    (next) => async (args) => {
      if (left === 0 || !('RequestItems' in args.input)) return next(args);
      left -= 1;
      const done: Record<string, unknown> = {};
      const over: Record<string, unknown> = {};
      for (const [table, work] of Object.entries(args.input.RequestItems ?? {})) {
        const entries: unknown[] = 'Keys' in work ? (work.Keys ?? []) : work;
        const half = Math.floor(entries.length / 2);
        const asWork = (some: unknown[]) => ('Keys' in work ? { ...work, Keys: some } : some);
        if (half > 0) done[table] = asWork(entries.slice(0, half));
        over[table] = asWork(entries.slice(half));
      }
      const leftOver = { UnprocessedKeys: over, UnprocessedItems: over };
      if (Object.keys(done).length === 0) {
        return { response: {}, output: { $metadata: {}, ...leftOver } };
      }
      const result = await next({ ...args, input: { ...args.input, RequestItems: done } });
      return { ...result, output: { ...result.output, ...leftOver } };
    },
    { step: 'initialize', priority: 'low', name: 'leaveHalfUnprocessed' },
  );
}

/** Carries out every attempt of an operation, but puts an error in the place of the first `times` answers. */
export function loseAnswers(
  client: DynamoDBDocumentClient,
  operation: string,
  times: number,
  makeError: () => Error = () =>
    Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' }),
): void {
  let left = times;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        if (left === 0 || commandName !== `${operation}Command`) return result;
        left -= 1;
        throw makeError();
      },
    // Within the SDK's own retries, so that each attempt passes here.
    { step: 'finalizeRequest', priority: 'low', name: 'loseAnswers' },
  );
}

/** Refuses an operation `times` times with what `makeError` gives, before anything is sent. */
export function refuse(
  client: DynamoDBDocumentClient,
  operation: string,
  times: number,
  makeError: () => Error,
): void {
  let left = times;
  client.middlewareStack.remove('refuse');
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (left === 0 || commandName !== `${operation}Command`) return next(args);
        left -= 1;
        throw makeError();
      },
    { step: 'finalizeRequest', priority: 'low', name: 'refuse' },
  );
}

/** Does `work` once, right before the first request of an operation is sent. */
export function interfere(
  client: DynamoDBDocumentClient,
  operation: string,
  work: () => Promise<unknown>,
): void {
  let isDone = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isDone && commandName === `${operation}Command`) {
          isDone = true;
          await work();
        }
        return next(args);
      },
    { step: 'initialize', priority: 'low', name: 'interfere' },
  );
}

/** Collects the inputs of all requests that come from now on. */
export function collectInputs(client: DynamoDBDocumentClient): object[] {
  const inputs: object[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      inputs.push(args.input);
      return next(args);
    },
    { step: 'initialize', priority: 'low', name: 'collectInputs' },
  );
  return inputs;
}

/** Ends every page of a query or scan after at most `items`, as a page of 1 MB would. */
export function shortenPages(client: DynamoDBDocumentClient, items: number): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'QueryCommand' && commandName !== 'ScanCommand') return next(args);
        const wanted = 'Limit' in args.input ? (args.input.Limit ?? Infinity) : Infinity;
        return next({ ...args, input: { ...args.input, Limit: Math.min(items, wanted) } });
      },
    { step: 'initialize', priority: 'low', name: 'shortenPages' },
  );
}
