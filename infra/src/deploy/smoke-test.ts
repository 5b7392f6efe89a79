import { z } from 'zod';

/** Where a public path is answered. */
export type UrlOf = (path: string) => string;

export type SmokeTestDeps = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits before another try. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly say: (line: string) => void;
};

type Check = {
  readonly path: string;
  readonly method?: 'POST';
  readonly body?: object;
  readonly statuses: readonly number[];
  readonly looksRight: (body: string) => boolean;
};

const parses = (schema: z.ZodType) => (body: string) => {
  try {
    return schema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
};
const isProblem = parses(z.object({ type: z.string(), status: z.number(), error: z.string() }));
const isSearch = parses(z.object({ results: z.array(z.unknown()), total: z.number() }));
const isList = parses(z.object({ recommendations: z.array(z.unknown()) }));

/** One question to each service. None changes anything, so it may be asked of prod at any time. */
const CHECKS: readonly Check[] = [
  { path: '/healthz', statuses: [200], looksRight: (body) => body.trim() === 'ok' },
  {
    path: '/openapi.json',
    statuses: [200],
    looksRight: parses(z.object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })),
  },
  { path: '/search?q=the', statuses: [200], looksRight: isSearch },
  { path: '/books/smoke-test', statuses: [404], looksRight: isProblem },
  { path: '/books/smoke-test/ratings', statuses: [200, 404], looksRight: (body) => body !== '' },
  {
    // Wrong in any case: without a token where one is needed, with 9 stars where none is.
    path: '/books/smoke-test/rate',
    method: 'POST',
    body: { user_id: 'smoke-test', rating: 9 },
    statuses: [400, 401],
    looksRight: isProblem,
  },
  {
    path: '/recommendations/smoke-test',
    statuses: [200, 401],
    looksRight: (body) => isList(body) || isProblem(body),
  },
];

const TRIES = 10;
const BETWEEN_TRIES_MS = 6000;

/**
 * Asks every service for something, again for a minute where it does not answer yet.
 *
 * @throws Error with what was asked and answered at the first answer that is not what it should be
 */
export async function smokeTest(urlOf: UrlOf, deps: SmokeTestDeps): Promise<void> {
  for (const check of CHECKS) {
    const what = `${check.method ?? 'GET'} ${check.path}`;
    let fault = await ask(check, urlOf, deps);
    for (let tries = 1; fault !== undefined && tries < TRIES; tries += 1) {
      await deps.wait(BETWEEN_TRIES_MS);
      fault = await ask(check, urlOf, deps);
    }
    if (fault !== undefined) throw new Error(`${what}: ${fault}`);
    deps.say(`  ${what}: as it should be`);
  }
}

/** What is wrong with the answer; `undefined` when nothing is. */
async function ask(
  check: Check,
  urlOf: UrlOf,
  { fetch }: SmokeTestDeps,
): Promise<string | undefined> {
  try {
    const response = await fetch(urlOf(check.path), {
      method: check.method ?? 'GET',
      signal: AbortSignal.timeout(10_000),
      ...(check.body && {
        body: JSON.stringify(check.body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const body = await response.text();
    if (!check.statuses.includes(response.status)) return `answered ${response.status}`;
    return check.looksRight(body) ? undefined : `answered with ${body.slice(0, 100)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
