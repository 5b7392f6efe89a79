import { parentPort, workerData } from 'node:worker_threads';
import { SearchIndex } from '@books/search-index/search-index';
import { type Segment, segmentOver } from '@books/search-index/segment';
import { createColumnarSearchEngine } from './columnar-search-engine.ts';
import type {
  NumberedAnswer,
  NumberedCall,
  SearchCall,
  SearchCallsMessage,
  SearchThreadData,
  SearchThreadMessage,
  SharedSegment,
} from './columnar-thread-messages.ts';
import { warmUp } from './warm-up.ts';

// Entry of a worker thread: holds the index and answers calls one after another.

const { segment, facts, synonyms } = workerData as SearchThreadData;
const engine = createColumnarSearchEngine(new SearchIndex(segmentOf(segment), { synonyms }), facts);
const send = (message: SearchThreadMessage) => parentPort?.postMessage(message, []);

function segmentOf({ buffer, offset, lengths }: SharedSegment): Segment {
  return segmentOver(buffer, offset, lengths);
}

function answer(call: SearchCall): Promise<unknown> {
  switch (call.method) {
    case 'search':
      return engine.search(...call.args);
    case 'titlesByPrefix':
      return engine.titlesByPrefix(...call.args);
    case 'suggest':
      return engine.suggest(...call.args);
    case 'upsert':
      return engine.upsert(...call.args);
    case 'remove':
      return engine.remove(...call.args);
    case 'updateStats':
      return engine.updateStats(...call.args);
    case 'rebase':
  }
  return rebase(...call.args);
}

async function rebase(...[base, next]: Extract<SearchCall, { method: 'rebase' }>['args']) {
  await engine.rebase(segmentOf(base), next);
}

async function take({ number, call }: NumberedCall): Promise<NumberedAnswer> {
  try {
    return { number, answer: await answer(call) };
  } catch (error) {
    return { number, error };
  }
}

/**
 * Answers are sent together unless they have taken longer than this, in milliseconds. An answer waits for the call after
 * it, if that came in the same message: how long that one takes nobody knows before.
 */
const LONGEST_WAIT_MS = 1;

async function takeAll(calls: readonly NumberedCall[]): Promise<void> {
  let answers: NumberedAnswer[] = [];
  let sentAtMs = performance.now();
  const sendAll = () => {
    send({ answers, status: engine.status() });
    answers = [];
    sentAtMs = performance.now();
  };
  for (const call of calls) {
    answers.push(await take(call));
    if (performance.now() - sentAtMs > LONGEST_WAIT_MS) sendAll();
  }
  if (answers.length > 0) sendAll();
}

await warmUp(engine);
let working = Promise.resolve();
parentPort?.on('message', ({ calls }: SearchCallsMessage) => {
  working = working.then(() => takeAll(calls));
});
send({ answers: [], status: engine.status() });
