import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from '@books/topology/processes';
import type { ServiceFacts } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { processUse } from '../node/process-use.ts';
import { startAttack } from '../traffic/attack.ts';
import { change, rolledOut } from './in-product.ts';
import type { Stage } from './start-tier-2.ts';

/** Code that has just begun is slower than what it will be compiled to. */
const WARM_UP_SECONDS = 15;
const SECONDS = 40;
const MILLICORES = 1000;
const BYTES_PER_MIB = 1024 * 1024;
/** Of the limit: what more data and a longer life need is not seen here. */
const MOST_MEMORY = 0.75;
/** Of the requests: fewer answers tell nothing. */
const LEAST_ANSWERED = 0.9;

const GET = (...paths: string[]) => paths.map((path) => ({ method: 'GET', path }));

/** What is asked of a pod of each API. */
const ASKED: Readonly<Partial<Record<ProcessName, readonly Request[]>>> = {
  'search-api': GET(
    '/search?q=harry%20potter',
    '/search?q=hungr%20games',
    '/search?q=tolkien',
    '/search?q=the%20great%20gatsby',
  ),
  'bookdetail-api': GET('/books/gb:2', '/books/gb:5', '/books/gb:11'),
  'ratings-api': [
    ...GET('/books/gb:2/ratings', '/users/verify/ratings'),
    { method: 'POST', path: '/books/gb:5/rate', body: { user_id: 'verify', rating: 4 } },
  ],
  'recommendation-api': GET(
    '/recommendations/verify',
    '/books/gb:2/similar',
    '/books/gb:5/similar',
  ),
};
type Request = { readonly method: string; readonly path: string; readonly body?: unknown };

/** The store of the proof is slow, and a pod that sends requests away for that does not show what they cost. */
const WITHOUT_SHEDDING = (name: string) => ({
  spec: {
    template: {
      spec: { containers: [{ name, env: [{ name: 'OVERLOAD_LATENCY_MS', value: '0' }] }] },
    },
  },
});

type Measured = { readonly cpuMillicores: number; readonly p95Ms: number };

/** What one pod takes at the rate at which another is asked for. */
async function loaded(stage: Stage, { name, port }: ServiceFacts, rate: number): Promise<Measured> {
  const { nodes, programs, folder } = stage;
  await change(stage, 'deployment', name, WITHOUT_SHEDDING(name), 'strategic');
  await rolledOut(stage, [name]);
  const runner = nodes
    .flatMap((node) => node.runners())
    .find(({ pod, isEnding }) => pod.spec.containers[0].name === name && !isEnding());
  const pid = runner?.pid();
  const asked = ASKED[name] ?? [];
  ensure(runner !== undefined && pid !== undefined, `no pod of ${name} runs`);
  ensure(asked.length > 0, `nobody knows what to ask ${name}`);
  const bodyFile = join(folder, `${name}.json`);
  const targets = asked.map(({ method, path, body }) => {
    const line = `${method} http://${runner.address}:${port}${path}`;
    if (body === undefined) return line;
    writeFileSync(bodyFile, JSON.stringify(body));
    return `${line}\nContent-Type: application/json\n@${bodyFile}\n`;
  });
  const attack = startAttack({
    program: programs.vegeta,
    targets,
    requestsPerSecond: rate,
    resultFile: join(folder, `${name}.bin`),
  });
  await sleep(WARM_UP_SECONDS * 1000);
  const before = processUse(pid)?.cpuSeconds ?? 0;
  const begun = performance.now();
  await sleep(SECONDS * 1000);
  const used = (processUse(pid)?.cpuSeconds ?? 0) - before;
  const seconds = (performance.now() - begun) / 1000;
  const { requests, lost, statusCodes, p95Ms } = await attack.finish();
  ensure(
    requests - lost >= LEAST_ANSWERED * requests,
    `${name} answered ${requests - lost} of ${requests}: ${JSON.stringify(statusCodes)}`,
  );
  return { cpuMillicores: Math.round((used / seconds) * MILLICORES), p95Ms };
}

/** What a pod of one process needs, against what it asks for. */
export function podSize(service: ServiceFacts): Check<Stage> {
  const { name, resources, scaling } = service;
  const { cpuMillicores, memoryMiB } = resources;
  const mostMemory = `no pod has held more than ${MOST_MEMORY * 100} % of its ${memoryMiB} MiB`;
  return {
    proves:
      scaling.by === 'requests'
        ? `one pod of ${name} answers ${scaling.requestsPerSecondPerPod} requests/s with less than ${scaling.cpuPercent} % of its ${cpuMillicores} m CPU, so that it is scaled by the rate first; ${mostMemory}`
        : `${name}: ${mostMemory}`,
    run: async (stage) => {
      const words: string[] = [];
      const faults: string[] = [];
      if (scaling.by === 'requests') {
        const used = await loaded(stage, service, scaling.requestsPerSecondPerPod);
        words.push(`${used.cpuMillicores} m CPU, p95 ${used.p95Ms.toFixed(0)} ms`);
        if (used.cpuMillicores > (scaling.cpuPercent / 100) * cpuMillicores)
          faults.push('too little CPU');
      }
      const memory = (stage.memoryPeaks.bytes().get(name) ?? 0) / BYTES_PER_MIB;
      ensure(memory > 0, `no pod of ${name} was seen`);
      words.push(`at most ${Math.round(memory)} MiB`);
      if (memory > MOST_MEMORY * memoryMiB) faults.push('too little memory');
      ensure(faults.length === 0, `${faults.join(', ')}: ${words.join(', ')}`);
      return words.join(', ');
    },
  };
}
