import { Worker } from 'node:worker_threads';
import { DomainError } from '@books/domain/errors';
import type { Task, ThreadOrder, ThreadReport } from './messages.ts';

/** Threads that carry out orders; each does one at a time. */
export type ThreadPool = {
  readonly size: number;
  /** Gives one thread an order. At most one order for a thread may be under way. */
  send(thread: number, order: ThreadOrder): Promise<ThreadReport>;
  close(): Promise<void>;
};

/** Megabytes of a thread's heap; what it sorts lies outside of it. */
const MAX_HEAP_MB = 256;
const YOUNG_HEAP_MB = 32;

export function createThreadPool(size: number): ThreadPool {
  const threads = Array.from({ length: size }, (_, thread) => createThread(thread));
  return {
    size,
    send: (thread, order) => threads[thread]!.send(order),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function createThread(thread: number) {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { thread },
    resourceLimits: {
      maxOldGenerationSizeMb: MAX_HEAP_MB,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
    },
  });
  let waiting: PromiseWithResolvers<ThreadReport> | undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    waiting?.reject(failure);
    waiting = undefined;
  };
  worker.on('message', (report: ThreadReport) => {
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(report);
  });
  // Its words are of use to whoever sits here: which file is damaged, that the disk is full.
  worker.on('error', (cause) => {
    const words = cause instanceof Error ? cause.message : '';
    const detail = words === '' ? `a thread failed: ${String(cause)}` : words;
    fail(new DomainError('internal_error', detail, { cause }));
  });
  worker.on('exit', (code) => fail(new Error(`a thread ended with code ${code}`)));
  return {
    send: (order: ThreadOrder): Promise<ThreadReport> => {
      if (failure !== undefined) return Promise.reject(failure);
      if (waiting !== undefined) throw new Error('the thread has an order already');
      waiting = Promise.withResolvers<ThreadReport>();
      worker.postMessage(order, transferable(order));
      return waiting.promise;
    },
    end: async () => {
      failure ??= new Error('the thread was ended');
      await worker.terminate();
    },
  };
}

function transferable(order: ThreadOrder): ArrayBuffer[] {
  return order.order === 'run' && 'bytes' in order.task ? [order.task.bytes.buffer] : [];
}

/** Hands tasks to whichever thread is free. */
export class TaskQueue {
  readonly #pool: ThreadPool;
  readonly #flush: boolean;
  readonly #free: number[];
  readonly #underWay = new Set<Promise<void>>();
  #onFree: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param flush whether a thread writes out its results after each task */
  constructor(pool: ThreadPool, { flush }: { readonly flush: boolean }) {
    this.#pool = pool;
    this.#flush = flush;
    this.#free = Array.from({ length: pool.size }, (_, thread) => thread);
  }

  /** Waits for a free thread and gives it the task. @throws what a former task threw */
  async add(task: Task, take: (report: ThreadReport) => void): Promise<void> {
    while (this.#free.length === 0) await this.#someFree();
    this.#throwFailure();
    const thread = this.#free.shift()!;
    const run = this.#run(thread, task, take);
    this.#underWay.add(run);
    void run.finally(() => this.#underWay.delete(run));
  }

  /** Waits until all tasks are done. @throws what one of them threw */
  async drain(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#throwFailure();
  }

  async #run(thread: number, task: Task, take: (report: ThreadReport) => void): Promise<void> {
    try {
      take(await this.#pool.send(thread, { order: 'run', task, flush: this.#flush }));
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#free.push(thread);
      this.#onFree?.();
    }
  }

  async #someFree(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onFree = resolve;
    await promise;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
