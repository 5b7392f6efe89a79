import { ConfigError, logLevel, parseConfig, type ProcessConfig } from '@books/service-kit/config';
import { createOpsApp } from '@books/service-kit/http/ops-app';
import { onShutdown } from '@books/service-kit/lifecycle';
import { createLogger, type Logger } from '@books/service-kit/logger';
import { collectProcessMetrics, createMetrics, type Metrics } from '@books/service-kit/metrics';
import { createReadiness, type ReadinessCheck } from '@books/service-kit/readiness';
import { startServer, type Fetch, type RunningServer } from '@books/service-kit/server';
import type { ProcessName } from '@books/topology/processes';
import type { z } from 'zod';

type Settings = ProcessConfig & {
  readonly HOST: string;
  readonly PORT: number;
  readonly OPS_PORT: number;
};

/** What a process gets to build itself from. */
export type ProcessContext<Config> = {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

/** What a process consists of when it has been built. */
export type ProcessParts = {
  /** Answers the public paths; absent for a process that has none. */
  readonly fetch?: Fetch;
  /** Answers calls from other processes of ours on the ops port. */
  readonly internal?: (request: Request) => Response | Promise<Response>;
  readonly openapi?: () => object;
  readonly readinessChecks?: readonly ReadinessCheck[];
  /** Closed in this order after the servers. */
  readonly closers: readonly (() => Promise<unknown>)[];
};

/**
 * Runs a process: settings, logger, metrics, the ops port at once, then what `build` makes of them, then the public
 * port. A failure at the start ends the process with 1 and one clear sentence.
 */
export function runProcess<Schema extends z.ZodType<Settings>>(
  name: ProcessName,
  schema: Schema,
  build: (context: ProcessContext<z.infer<Schema>>) => Promise<ProcessParts>,
): void {
  start(name, schema, build).catch((error: unknown) => {
    const isForPeople = error instanceof ConfigError;
    const text = isForPeople ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${name} could not start: ${text}\n`);
    process.exit(1);
  });
}

async function start<Schema extends z.ZodType<Settings>>(
  name: ProcessName,
  schema: Schema,
  build: (context: ProcessContext<z.infer<Schema>>) => Promise<ProcessParts>,
): Promise<void> {
  const config = parseConfig(schema, process.env);
  const logger = createLogger({ service: name, level: logLevel(config) });
  const metrics = createMetrics();
  collectProcessMetrics(metrics, {
    version: process.env['SERVICE_VERSION'] ?? 'development',
    revision: process.env['SERVICE_REVISION'] ?? 'unknown',
  });

  let parts: ProcessParts | undefined;
  const readiness = createReadiness([
    async () => {
      if (parts === undefined) return 'starting';
      for (const check of parts.readinessChecks ?? []) {
        const fault = await check();
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  ]);
  const ops = createOpsApp({
    metrics,
    readiness,
    openapi: () => parts?.openapi?.() ?? {},
    internal: (request) => parts?.internal?.(request),
  });
  const { HOST: hostname } = config;
  const servers: RunningServer[] = [
    await startServer({
      fetch: ops.fetch,
      hostname,
      port: config.OPS_PORT,
      portVariable: 'OPS_PORT',
    }),
  ];
  const built = await build({ config, logger, metrics });
  if (built.fetch) {
    servers.push(
      await startServer({ fetch: built.fetch, hostname, port: config.PORT, portVariable: 'PORT' }),
    );
  }
  parts = built;
  onShutdown({
    logger,
    readiness,
    servers,
    closers: built.closers,
    delayMs: config.SHUTDOWN_DELAY_SECONDS * 1000,
    graceMs: config.SHUTDOWN_GRACE_SECONDS * 1000,
  });
  logger.info({ port: config.PORT, opsPort: config.OPS_PORT }, 'process ready');
}
