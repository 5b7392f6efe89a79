import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type LoadReport = {
  readonly offered: number;
  /** Answers with success that came while it lasted, a second. */
  readonly goodputPerSecond: number;
  /** Requests by what came of them: a status, or `none` for no answer. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** How long successes and refusals took, in milliseconds. */
  readonly acceptedMs: readonly number[];
  readonly refusedMs: readonly number[];
};

export type LoadOptions = {
  readonly url: string;
  /** Gets a number that counts up. */
  readonly path: (n: number) => string;
  readonly perSecond: number;
  readonly seconds: number;
};

/** Time between two bursts, in milliseconds: timers are no finer. */
const TICK_MS = 5;
const GIVE_UP_MS = 15_000;

/**
 * Makes requests at a rate that does not care how they fare, as many readers who know nothing of each other do. Waits for
 * the last answer, but counts successes only while the load lasts.
 */
export async function offerLoad({
  url,
  path,
  perSecond,
  seconds,
}: LoadOptions): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { hostname, port } = new URL(url);
  const outcomes = new Map<string, number>();
  const acceptedMs: number[] = [];
  const refusedMs: number[] = [];
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + seconds * 1000;
  let goodput = 0;
  let offered = 0;
  const open = new Set<Promise<void>>();

  const ask = (n: number) =>
    new Promise<void>((resolve) => {
      const sentAtMs = performance.now();
      const settle = (outcome: string) => {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        const tookMs = performance.now() - sentAtMs;
        if (outcome.startsWith('2')) {
          acceptedMs.push(tookMs);
          if (performance.now() <= endsAtMs) goodput += 1;
        } else refusedMs.push(tookMs);
        resolve();
      };
      const asked = request({ agent, hostname, port, path: path(n), timeout: GIVE_UP_MS });
      asked.once('response', (answer) => {
        answer.resume();
        answer.once('end', () => settle(String(answer.statusCode)));
        answer.once('error', () => settle('none'));
      });
      asked.once('timeout', () => asked.destroy(new Error('given up')));
      asked.once('error', () => settle('none'));
      asked.end();
    });

  for (let nowMs = startedAtMs; nowMs < endsAtMs; nowMs = performance.now()) {
    const due = ((nowMs - startedAtMs) / 1000) * perSecond;
    while (offered < due) {
      const asking = ask(offered).finally(() => open.delete(asking));
      open.add(asking);
      offered += 1;
    }
    await sleep(TICK_MS);
  }
  await Promise.all(open);
  agent.destroy();
  return { offered, goodputPerSecond: goodput / seconds, outcomes, acceptedMs, refusedMs };
}
