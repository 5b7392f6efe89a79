import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { PRIORITY } from './start-traffic.ts';

export type AttackOptions = {
  /** Path of vegeta. */
  readonly program: string;
  /** `METHOD URL` each; they are asked in turn. */
  readonly targets: readonly string[];
  readonly requestsPerSecond: number;
  /** For what was sent and what came back. */
  readonly resultFile: string;
};

const Report = z.looseObject({
  requests: z.number(),
  rate: z.number(),
  throughput: z.number(),
  success: z.number(),
  status_codes: z.record(z.string(), z.number()),
  errors: z.array(z.string()).nullable(),
  latencies: z.looseObject({
    '50th': z.number(),
    '95th': z.number(),
    '99th': z.number(),
    max: z.number(),
  }),
});

export type AttackReport = {
  readonly requests: number;
  /** Requests without a 2xx answer. */
  readonly lost: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly p95Ms: number;
  readonly maxMs: number;
};

const NS_PER_MS = 1e6;
/** Without an answer for so long a request is lost. */
const TIMEOUT_SECONDS = 30;
/** Should nobody tell it to finish. */
const LONGEST_SECONDS = 600;

export type Attack = {
  /** Sends no more, waits for the answers to what was sent, and sums up. */
  finish(): Promise<AttackReport>;
};

/** Asks at a constant rate over kept connections, whatever the answers take, until it is told to finish. */
export function startAttack(options: AttackOptions): Attack {
  const { program, targets, requestsPerSecond, resultFile } = options;
  const targetsFile = `${resultFile}.targets`;
  writeFileSync(targetsFile, `${targets.join('\n')}\n`);
  const finishing = new AbortController();
  const sent = run(
    program,
    [
      'attack',
      `-targets=${targetsFile}`,
      `-rate=${requestsPerSecond}/s`,
      `-duration=${LONGEST_SECONDS}s`,
      `-timeout=${TIMEOUT_SECONDS}s`,
      '-connections=64',
      '-keepalive=true',
      `-output=${resultFile}`,
    ],
    finishing.signal,
  );
  // Whoever finishes hears of it.
  sent.catch(() => undefined);
  return {
    async finish() {
      finishing.abort();
      await sent;
      return reportOf(await run(program, ['report', '-type=json', resultFile]));
    },
  };
}

function reportOf(json: string): AttackReport {
  const report = Report.parse(JSON.parse(json));
  const answered = Object.entries(report.status_codes)
    .filter(([status]) => status.startsWith('2'))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    requests: report.requests,
    lost: report.requests - answered,
    statusCodes: report.status_codes,
    p95Ms: report.latencies['95th'] / NS_PER_MS,
    maxMs: report.latencies.max / NS_PER_MS,
  };
}

/** @param stop interrupts it: vegeta then ends in order */
function run(program: string, args: readonly string[], stop?: AbortSignal): Promise<string> {
  const [nice, ...priority] = PRIORITY;
  const child = spawn(nice, [...priority, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  stop?.addEventListener('abort', () => child.kill('SIGINT'));
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`vegeta ${args[0]} ended with ${status}: ${errors}`));
    });
  });
}
