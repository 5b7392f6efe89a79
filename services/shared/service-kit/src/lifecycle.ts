import type { Logger } from './logger.ts';
import type { Readiness } from './readiness.ts';
import type { RunningServer } from './server.ts';

export type ShutdownPlan = {
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly servers: readonly RunningServer[];
  /** Closed after the servers, one after the other: queues, then clients, then stores. */
  readonly closers: readonly (() => Promise<unknown>)[];
  /** Time between failing readiness and closing, for load balancers to notice, in milliseconds. */
  readonly delayMs: number;
  /** Time that running requests get to end, in milliseconds. */
  readonly graceMs: number;
};

/** Time for the closers, beside the grace of the servers. */
const CLOSERS_MS = 5000;

/**
 * Ends the process in order on SIGTERM, and at once (without the delay) on Ctrl-C or when the process that started
 * this one over a channel is gone. A second signal ends it hard, and so does a closer that hangs.
 */
export function onShutdown(plan: ShutdownPlan): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals | 'disconnect') => {
    if (isStopping) process.exit(1);
    isStopping = true;
    const delayMs = signal === 'SIGTERM' ? plan.delayMs : 0;
    setTimeout(
      () => {
        plan.logger.error({ signal }, 'shutdown took too long');
        process.exit(1);
      },
      delayMs + plan.graceMs + CLOSERS_MS,
    ).unref();
    shutDown(plan, delayMs).then(
      () => process.exit(0),
      (error: unknown) => {
        plan.logger.error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', () => stop('disconnect'));
}

/** Fails readiness, waits, closes servers and then everything else. */
export async function shutDown(plan: ShutdownPlan, delayMs: number): Promise<void> {
  plan.readiness.beginShutdown();
  for (const server of plan.servers) server.drain();
  plan.logger.info({ delayMs }, 'shutdown began');
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  await Promise.all(plan.servers.map((server) => server.close(plan.graceMs)));
  for (const close of plan.closers) await close();
  plan.logger.info('shutdown done');
}
