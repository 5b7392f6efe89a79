import type { Logger } from '../logger.ts';
import type { RequestLabels } from '../request-durations.ts';

/** Logs a request. @param requestId as `requestIdOf` gives it, so that it can be written as it is */
export type LogAccess = (requestId: string, durationMs: number) => void;

/** One line for each request that has these labels. To be asked for once and kept. */
export function createAccessLog(logger: Logger, labels: RequestLabels): LogAccess {
  const write = logger.createLine(labels, 'request served');
  return (requestId, durationMs) => {
    write(`"requestId":"${requestId}","durationMs":${Math.round(durationMs * 100) / 100}`);
  };
}
