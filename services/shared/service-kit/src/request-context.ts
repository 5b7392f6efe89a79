import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being done at the moment, and for whom. */
export type RequestContext = {
  /** Id of the request that it all began with; also in a job that was made for a request. */
  readonly requestId: string;
  /** Template of the route, or name of the job. */
  readonly endpoint: string;
};

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that whatever it calls, waits for or begins can tell what it is done for. */
export function runWithContext<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** What the caller is done for; `undefined` outside a request or job. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
