import type { Logger } from '../logger.ts';
import type { RequestLabels } from '../request-durations.ts';

export type LogAccess = (labels: RequestLabels, requestId: string, durationMs: number) => void;

/** Logs one line for each request. What many of them have in common is made to text once. */
export function createAccessLog(logger: Logger): LogAccess {
  const loggers = new Map<string, Logger>();
  return (labels, requestId, durationMs) => {
    if (!logger.isLevelEnabled('info')) return;
    const key = `${labels.status}${labels.method}${labels.route}`;
    let log = loggers.get(key);
    if (log === undefined) {
      log = logger.child(labels);
      loggers.set(key, log);
    }
    log.info({ requestId, durationMs: Math.round(durationMs * 100) / 100 }, 'request served');
  };
}
