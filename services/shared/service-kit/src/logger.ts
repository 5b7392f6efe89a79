import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { createLineBuffer } from './line-buffer.ts';
import { currentContext } from './request-context.ts';

export type Logger = PinoLogger & {
  /**
   * For a line that is written again and again, at the level info: makes what does not change to text once. The function
   * takes the other fields as JSON without braces, in which nothing may stand that anybody else has chosen: it is
   * written as it is.
   */
  createLine(fields: object, message: string): (changing: string) => void;
};

/**
 * A write for each line would cost more than the line, and pino's own buffer measures all that it holds at each. Warnings
 * and errors do not wait.
 */
const BUFFER = { fullAt: 8192, longestWaitMs: 200 };

const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token'];
/** Where secrets would stand if somebody logged a request, an error of a client or settings. */
const REDACTED = ['', 'headers.', 'req.headers.', 'err.', 'err.headers.', 'config.'].flatMap(
  (where) => SECRETS.map((name) => where + name),
);

/**
 * A logger of JSON lines on stdout; what is called like a secret is written as `[Redacted]`. Whatever is logged while a request or job is served carries its id.
 *
 * @param service name of the process, in every line
 * @param level the least that is written: `trace` to `fatal`, or `silent`
 */
export function createLogger({ service, level }: { service: string; level: string }): Logger {
  const stdout = pino.destination({ sync: true });
  const { write, flush } = createLineBuffer((lines) => stdout.write(lines), BUFFER);
  const writeNow = () => {
    flush();
    stdout.flushSync();
  };
  process.on('exit', writeNow);
  return createLoggerOn({ write }, { service, level, writeNow });
}

/** @param writeNow called after each warning and error */
export function createLoggerOn(
  destination: DestinationStream,
  options: { service: string; level: string; writeNow?: () => void },
): Logger {
  const { service, level, writeNow } = options;
  const write = (line: string) => destination.write(withoutForgery(line));
  const logger = pino(
    {
      level,
      base: { service },
      redact: REDACTED,
      timestamp: isoTime,
      mixin() {
        const context = currentContext();
        return context === undefined ? {} : { requestId: context.requestId };
      },
      hooks: {
        logMethod(line, method, levelNumber) {
          method.apply(this, line);
          if (levelNumber >= WARN) writeNow?.();
        },
      },
    },
    { write },
  );
  return Object.assign(logger, {
    createLine(fields: object, message: string) {
      const [head, tail] = [`{"level":${INFO}`, `,"msg":${JSON.stringify(message)}}\n`];
      const fixed = withoutForgery(JSON.stringify({ service, ...fields }).slice(1, -1));
      return (changing: string) => {
        if (!logger.isLevelEnabled('info')) return;
        destination.write(`${head}${isoTime()},${fixed},${changing}${tail}`);
      };
    },
  });
}

/**
 * What pino leaves as it is, since JSON may hold it, but a terminal or a reader of logs may take for an end of line, an
 * order, or a turn of the direction.
 */
const MISLEADING = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A line of JSON with such characters escaped: they can stand in strings only. */
function withoutForgery(line: string): string {
  return line.replaceAll(
    MISLEADING,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

let timeAtMs = NaN;
let timeText = '';

/** As pino's own, but the many lines of a millisecond share one text. */
function isoTime(): string {
  const nowMs = Date.now();
  if (nowMs !== timeAtMs) {
    timeAtMs = nowMs;
    timeText = `,"time":"${new Date(nowMs).toISOString()}"`;
  }
  return timeText;
}

const INFO = pino.levels.values['info'] ?? 30;
const WARN = pino.levels.values['warn'] ?? 40;

/** A logger that says nothing, for tests. */
export function createSilentLogger(): Logger {
  return createLoggerOn({ write: () => {} }, { service: 'silent', level: 'silent' });
}
