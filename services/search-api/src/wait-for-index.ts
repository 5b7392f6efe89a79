import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@books/service-kit/logger';

/** Between two looks, in milliseconds. */
const LOOK_AGAIN_MS = 1000;
/** An operator is told again after so many looks. */
const LOOKS_PER_WARNING = 60;

/** Waits until an index is there that answers: the worker makes the first one, and OpenSearch may start after us. */
export async function waitForIndex(
  engine: { refreshStatus(): Promise<void> },
  logger: Pick<Logger, 'warn'>,
  lookAgainMs: number = LOOK_AGAIN_MS,
): Promise<void> {
  for (let looks = 0; ; looks += 1) {
    try {
      return await engine.refreshStatus();
    } catch (error) {
      if (looks % LOOKS_PER_WARNING === 0) {
        logger.warn({ err: error }, 'waiting for a search index');
      }
    }
    await sleep(lookAgainMs);
  }
}
