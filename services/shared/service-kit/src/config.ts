import { z } from 'zod';

/** The settings of a process are wrong; the message lists every fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a process's settings. An empty variable counts as absent.
 *
 * @throws ConfigError that lists all faults at once
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success)
    throw new ConfigError(`the settings are not valid:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** A whole number in a variable. */
export function envInteger(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

export const envPort = (fallback: number) => envInteger(0, 65_535).default(fallback);

/** A switch in a variable: `true`, `1`, `on`, `yes` or their opposites. */
export const envFlag = (fallback: boolean) => z.stringbool().default(fallback);

/** The settings that every process has. */
export const ProcessConfig = z.object({
  ENVIRONMENT: z.enum(['local', 'dev', 'prod']).default('local'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DEBUG: envFlag(false),
  REQUEST_TIMEOUT_SECONDS: envInteger(1, 600).default(10),
  OVERLOAD_LATENCY_MS: envInteger(0, 600_000).default(1000),
  SHUTDOWN_DELAY_SECONDS: envInteger(0, 300).default(0),
  SHUTDOWN_GRACE_SECONDS: envInteger(1, 600).default(20),
});
export type ProcessConfig = z.infer<typeof ProcessConfig>;

/** The level to log at: `DEBUG` wins over `LOG_LEVEL`. */
export function logLevel({ DEBUG, LOG_LEVEL }: Pick<ProcessConfig, 'DEBUG' | 'LOG_LEVEL'>): string {
  return DEBUG ? 'debug' : LOG_LEVEL;
}
