/** Tells whether the process can do its work now; undefined when it can, else what is missing. */
export type ReadinessCheck = () => Promise<string | undefined> | string | undefined;

export type Readiness = {
  /** What keeps the process from serving; empty when it is ready. */
  faults(): Promise<string[]>;
  /** From now on the process is never ready again. */
  beginShutdown(): void;
};

/** Ready while every check is content and shutdown has not begun. A check that throws is a fault. */
export function createReadiness(checks: readonly ReadinessCheck[] = []): Readiness {
  let isShuttingDown = false;
  return {
    async faults() {
      if (isShuttingDown) return ['shutting down'];
      const results = await Promise.allSettled(checks.map(async (check) => check()));
      return results
        .map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))
        .filter((fault) => fault !== undefined);
    },
    beginShutdown() {
      isShuttingDown = true;
    },
  };
}
