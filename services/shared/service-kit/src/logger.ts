import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * A logger of JSON lines on stdout.
 *
 * @param service name of the process, in every line
 * @param level the least that is written: `trace` to `fatal`, or `silent`
 */
export function createLogger({ service, level }: { service: string; level: string }): Logger {
  return pino({
    level,
    base: { service },
    redact: [
      'req.headers.authorization',
      'req.headers.cookie',
      'headers.authorization',
      'headers.cookie',
    ],
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** A logger that says nothing, for tests. */
export function createSilentLogger(): Logger {
  return pino({ level: 'silent' });
}
