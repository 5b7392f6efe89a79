import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createAccessLog, type LogAccess } from './access-log.ts';

/** What is noted of requests that ended alike. */
export type RequestNotes = {
  readonly observe: (seconds: number) => void;
  readonly log: LogAccess;
};

/** Notes for the requests of one route, made once for each method and status that they end with. */
export function createRequestNotes(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  route: string,
): (method: string, status: number) => RequestNotes {
  // By status and method.
  const known: Map<string, RequestNotes>[] = [];
  return (method, status) => {
    const byMethod = (known[status] ??= new Map());
    let notes = byMethod.get(method);
    if (notes === undefined) {
      const labels = { method, route, status };
      notes = {
        observe: metrics.httpRequestDuration.of(labels),
        log: createAccessLog(logger, labels),
      };
      byMethod.set(method, notes);
    }
    return notes;
  };
}
