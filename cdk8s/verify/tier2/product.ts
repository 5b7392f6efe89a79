import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NON_ROOT_ID } from '../../src/constructs/pod-security.ts';
import { ensure, type Check } from '../check.ts';
import { waitFor } from '../wait-for.ts';
import type { Stage } from './start-tier-2.ts';

const ASKED: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/healthz'],
  ['GET', '/books/gb:2'],
  ['POST', '/books/batch', { book_ids: ['gb:2', 'gb:5'] }],
  ['POST', '/books/gb:2/rate', { user_id: 'verify', rating: 5 }],
  ['GET', '/books/gb:2/ratings'],
  ['GET', '/users/verify/ratings'],
  ['GET', '/recommendations/verify'],
  ['GET', '/books/gb:2/similar'],
  ['GET', '/search?q=harry%20potter'],
  ['GET', '/search/shard/HAR'],
];

export const productAnswers: Check<Stage> = {
  proves: 'the product answers through the load balancer: search, books, ratings, recommendations',
  run: async ({ url }) => {
    const ask = async ([method, path, body]: (typeof ASKED)[number]) => {
      const response = await fetch(url + path, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      const text = await response.text();
      ensure(response.ok, `${method} ${path} answered ${response.status}: ${text.slice(0, 200)}`);
    };
    for (const it of ASKED) await ask(it);
    // The first index is built once the sample is loaded.
    const found = await waitFor(
      async () => {
        const response = await fetch(`${url}/search?q=harry%20potter`);
        return /"book_id":"(gb:\d+)"/.exec(await response.text())?.[1];
      },
      { seconds: 120, what: 'a book in the search index' },
    );
    return `${ASKED.length} requests answered; a search finds ${found}`;
  },
};

/** Where no container may write, though the one who tries here is root. */
const NOT_WRITABLE = ['', 'app', 'usr', 'etc'];

/** What the kernel says of a program in its sandbox. @returns what is wrong with it */
function faultsOf(pid: number): string[] {
  const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const inside = (path: string) => join(`/proc/${pid}/root`, path);
  const faults: string[] = [];
  const [user] = of('uid_map').trim().split(/\s+/);
  if (user !== String(NON_ROOT_ID)) faults.push(`its user is ${user}`);
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(of('status'))?.[1] ?? '';
  if (!/^0+$/.test(capabilities)) faults.push(`it has capabilities: ${capabilities}`);
  for (const folder of NOT_WRITABLE) {
    try {
      writeFileSync(inside(join(folder, 'planted')), '');
      faults.push(`/${folder} can be written to`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EROFS')) throw error;
    }
  }
  if (existsSync(inside('app/node_modules'))) faults.push('it has node_modules');
  return faults;
}

/** Each process twice, the three stores. */
const LEAST_PODS = 13;

export const podsAreConfined: Check<Stage> = {
  proves:
    'every process runs from its bundle alone: a root it cannot write to, a user without rights, no node_modules',
  run: async ({ nodes }) => {
    const pods = nodes.flatMap((node) => node.runners());
    const programs = pods.flatMap(({ pod, pid }) => {
      const program = pid();
      return program === undefined ? [] : [{ name: pod.metadata.name, program }];
    });
    ensure(programs.length >= LEAST_PODS, `only ${programs.length} pods run`);
    for (const { name, program } of programs) {
      const faults = faultsOf(program);
      ensure(faults.length === 0, `${name}: ${faults.join(', ')}`);
    }
    return `${programs.length} pods: user ${NON_ROOT_ID}, no capabilities, nothing written into ${NOT_WRITABLE.map((it) => `/${it}`).join(', ')}`;
  },
};
