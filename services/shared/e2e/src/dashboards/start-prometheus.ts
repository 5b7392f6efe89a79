import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCommand } from '@books/stack/command';
import { findFreePorts } from '@books/stack/ports';
import { startGuard } from '@books/stack/start-guard';
import { waitUntilReady } from '@books/stack/wait-until';
import { z } from 'zod';

/** One line of a graph: its labels, and a value for each moment at which there was one. */
export type Series = {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970 and value, which may be `NaN`. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
};

export type Prometheus = {
  /** @throws Error with what Prometheus says of an expression that it cannot compute */
  ask(expr: string, range: TimeRange): Promise<Series[]>;
  close(): Promise<void>;
};

/** Times in seconds since 1970. */
export type TimeRange = {
  readonly begin: number;
  readonly end: number;
  readonly stepSeconds: number;
};

const LONGEST_START_MS = 60_000;
const GRACE_MS = 5000;

const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/** What this machine lacks, with how to install it; empty when nothing is missing. */
export function whatPrometheusLacks(): string[] {
  if (spawnSync('prometheus', ['--version']).status === 0) return [];
  return ['prometheus is not installed.\n  apt:  sudo apt-get install prometheus'];
}

/**
 * Starts a Prometheus that scrapes every second.
 *
 * @param targets `host:port` of what each job scrapes
 */
export async function startPrometheus(
  folder: string,
  targets: Readonly<Record<string, string>>,
): Promise<Prometheus> {
  await mkdir(folder, { recursive: true });
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: Object.entries(targets).map(([job_name, target]) => ({
      job_name,
      static_configs: [{ targets: [target] }],
    })),
  };
  const configFile = join(folder, 'prometheus.yml');
  // JSON is YAML as well.
  await writeFile(configFile, JSON.stringify(config));
  const [port = 0] = await findFreePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const guard = startGuard();
  const command = await startCommand({
    name: 'prometheus',
    command: 'prometheus',
    arguments: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    environment: process.env,
    logPath: join(folder, 'prometheus.log'),
    guard,
  });
  const close = async () => {
    await command.stop('SIGTERM', GRACE_MS);
    await guard.close();
  };
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const signal = AbortSignal.timeout(LONGEST_START_MS);
  try {
    await waitUntilReady({ command, isReady, longestMs: LONGEST_START_MS, signal });
  } catch (error) {
    await close();
    throw error;
  }
  return { ask: (expr, range) => askPrometheus(url, expr, range), close };
}

async function askPrometheus(
  url: string,
  query: string,
  { begin, end, stepSeconds }: TimeRange,
): Promise<Series[]> {
  const response = await fetch(`${url}/api/v1/query_range`, {
    method: 'POST',
    body: new URLSearchParams({
      query,
      start: String(begin),
      end: String(end),
      step: String(stepSeconds),
    }),
  });
  const answer = Answer.parse(await response.json());
  if (answer.status === 'error') throw new Error(answer.error);
  return answer.data.result.map(({ metric, values }) => ({
    labels: metric,
    // `Number` knows NaN and Infinity by other names than Prometheus' +Inf.
    points: values.map(([seconds, text]) => [seconds, Number(text.replace('Inf', 'Infinity'))]),
  }));
}
