import type { Clock } from '@books/service-kit/clock';

/** Keeps bulk writes within the capacity that is meant for them. */
export type WritePacer = {
  /** Waits as long as earlier writes have used up what the time since allows. */
  waitForTurn(): Promise<void>;
  /** Counts what a write has cost, in write units. */
  spend(units: number): void;
};

/** For writers that nothing holds back. */
export const UNPACED: WritePacer = { waitForTurn: async () => {}, spend: () => {} };

export type WritePacerDeps = {
  readonly now: Clock;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
};

/**
 * A pacer that lets writes through as long as they have cost no more than `unitsPerSecond` since the first of them.
 * What a write costs is known after it only, so a few at once can run ahead; those after them wait the longer.
 */
export function createWritePacer(
  unitsPerSecond: number,
  { now, sleep }: WritePacerDeps,
): WritePacer {
  /** When everything spent so far is paid for, in milliseconds since 1970. */
  let paidAt = -Infinity;
  return {
    waitForTurn: async () => {
      for (;;) {
        const waitMs = paidAt - now().getTime();
        if (waitMs <= 0) return;
        await sleep(waitMs);
      }
    },
    spend: (units) => {
      paidAt = Math.max(paidAt, now().getTime()) + (units / unitsPerSecond) * 1000;
    },
  };
}
