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
  const known = new Map<string, RequestNotes>();
  return (method, status) => {
    const key = method + status;
    let notes = known.get(key);
    if (notes === undefined) {
      const labels = { method, route, status };
      notes = {
        observe: metrics.httpRequestDuration.of(labels),
        log: createAccessLog(logger, labels),
      };
      known.set(key, notes);
    }
    return notes;
  };
}
