import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@books/service-kit/logger';

export type FirstPublishedOptions<T> = {
  /** For the log, such as `search index`. */
  readonly what: string;
  /** What is published, read; `undefined` when nothing is that can be used here. May fail: the next look may not. */
  readonly read: () => Promise<T | undefined>;
  /** Asks those to publish it whose work that is. Repeated while nothing comes, so it asks for one thing only. */
  readonly ask: () => Promise<unknown>;
  readonly logger: Logger;
  /** Given by tests. @param ms milliseconds */
  readonly wait?: (ms: number) => Promise<unknown>;
};

const LOOK_EVERY_MS = 1000;
/** Between two times of asking; what is asked for in vain fails for good each time. */
const ASK_EVERY_LOOKS = 30;

/**
 * What a process cannot serve without and does not make itself: the first that is published and can be read. Waits as
 * long as it takes; the process is not ready until then.
 */
export async function firstPublished<T>(options: FirstPublishedOptions<T>): Promise<T> {
  const { what, read, ask, logger, wait = sleep } = options;
  for (let look = 0; ; look += 1) {
    const found = await read().catch((error: unknown) => {
      logger.error({ err: error }, `${what} not usable`);
      return undefined;
    });
    if (found !== undefined) return found;
    if (look % ASK_EVERY_LOOKS === 0) {
      logger.warn(`there is no ${what} to start with, the worker is asked for one`);
      await ask().catch((error: unknown) =>
        logger.warn({ err: error }, `nobody could be asked for the ${what}`),
      );
    }
    await wait(LOOK_EVERY_MS);
  }
}
