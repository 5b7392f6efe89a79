import { CircuitOpenError } from './circuit.ts';

export type CacheOperation = {
  readonly operation: 'read' | 'fill' | 'invalidate' | 'hold' | 'release';
  /** `skipped` ones were not sent; `unreadable` is a value that is none of ours, and a miss. */
  readonly outcome: 'ok' | 'unreadable' | 'failed' | 'skipped';
  readonly durationSeconds: number;
};

/** The invalidation of this key is still to be made, so what the cache holds may be old. */
export class InvalidationPendingError extends Error {
  override readonly name = 'InvalidationPendingError';
}

/** Tells what became of an operation that has just begun. */
export function createMeasured(onOperation: ((operation: CacheOperation) => void) | undefined) {
  return async <R>(
    operation: CacheOperation['operation'],
    running: Promise<R>,
    isReadable: (result: R) => boolean = () => true,
  ): Promise<R> => {
    const startedAtMs = performance.now();
    let outcome: CacheOperation['outcome'] = 'failed';
    try {
      const result = await running;
      outcome = isReadable(result) ? 'ok' : 'unreadable';
      return result;
    } catch (error) {
      if (error instanceof CircuitOpenError || error instanceof InvalidationPendingError) {
        outcome = 'skipped';
      }
      throw error;
    } finally {
      const durationSeconds = (performance.now() - startedAtMs) / 1000;
      onOperation?.({ operation, outcome, durationSeconds });
    }
  };
}
