import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DomainError } from '@books/domain/errors';
import type { Segment } from '@books/search-index/segment';
import { NO_SYNONYMS, type Synonyms } from '@books/search-index/synonyms';
import type { BuiltIndexFacts, IndexExchange } from './index-exchange.ts';
import type {
  NumberedCall,
  SearchCall,
  SearchCallsMessage,
  SearchThreadData,
  SearchThreadMessage,
  SharedSegment,
  ThreadedEngine,
} from './columnar-thread-messages.ts';
import type { SearchEngine } from './search-engine.ts';

export type ThreadedEngineOptions = BuiltIndexFacts & {
  readonly synonyms?: Synonyms;
  /** Told once when the thread ended by itself, such as for want of memory; every call fails from then on. */
  readonly onEnd?: (cause: unknown) => void;
};

export type ThreadedSearchEngine = SearchEngine &
  IndexExchange & {
    /** Ends the thread; calls under way fail. */
    close(): Promise<void>;
  };

type Waiting = { resolve(answer: unknown): void; reject(error: unknown): void };

/**
 * Our columnar engine in a thread of its own, so that a query that takes long holds up no other request of the process.
 * The base segment is shared with the thread; changes go there in the order of the calls, before later searches.
 *
 * @returns once the thread is warm
 */
export async function createThreadedSearchEngine(
  base: Segment,
  { synonyms = NO_SYNONYMS, onEnd = () => {}, ...facts }: ThreadedEngineOptions,
): Promise<ThreadedSearchEngine> {
  const data: SearchThreadData = { segment: shared(base), facts, synonyms };
  const thread = new Worker(new URL('./columnar-search-thread.ts', import.meta.url), {
    workerData: data,
  });
  const [first] = (await once(thread, 'message')) as [SearchThreadMessage];

  let { status } = first;
  let lastNumber = 0;
  let fault: DomainError | undefined;
  const waiting = new Map<number, Waiting>();

  const failAll = (cause?: unknown) => {
    fault = new DomainError('unavailable', 'the search index is not in service', { cause });
    for (const { reject } of waiting.values()) reject(fault);
    waiting.clear();
  };
  const fail = (cause: unknown) => {
    if (fault !== undefined) return;
    failAll(cause);
    onEnd(cause);
  };
  thread.on('message', (message: SearchThreadMessage) => {
    ({ status } = message);
    for (const answer of message.answers) {
      const call = waiting.get(answer.number);
      waiting.delete(answer.number);
      if ('error' in answer) call?.reject(answer.error);
      else call?.resolve(answer.answer);
    }
  });
  thread.on('error', fail);
  thread.on('exit', (code) => fail(new Error(`the search thread ended with ${code}`)));

  let calls: NumberedCall[] = [];
  const sendAll = () => {
    thread.postMessage({ calls } satisfies SearchCallsMessage, []);
    calls = [];
  };
  /** Has the thread carry out a call, in one message with those that are made before the event loop has gone round. */
  const ask = (call: SearchCall): Promise<unknown> => {
    if (fault !== undefined) return Promise.reject(fault);
    lastNumber += 1;
    const number = lastNumber;
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      if (calls.length === 0) setImmediate(sendAll);
      calls.push({ number, call });
    });
  };
  // What comes back is what the engine's method of that name returned.
  const answerTo = <Name extends keyof ThreadedEngine>(call: SearchCall & { method: Name }) =>
    ask(call) as ReturnType<ThreadedEngine[Name]>;

  return {
    search: (...args) => answerTo({ method: 'search', args }),
    titlesByPrefix: (...args) => answerTo({ method: 'titlesByPrefix', args }),
    suggest: (...args) => answerTo({ method: 'suggest', args }),
    upsert: (...args) => answerTo({ method: 'upsert', args }),
    remove: (...args) => answerTo({ method: 'remove', args }),
    updateStats: (...args) => answerTo({ method: 'updateStats', args }),
    rebase: (next, nextFacts) => answerTo({ method: 'rebase', args: [shared(next), nextFacts] }),
    status: () => status,
    async close() {
      failAll();
      await thread.terminate();
    },
  };
}

function shared({ buffer, offset, lengths }: Segment): SharedSegment {
  return { buffer, offset, lengths };
}
