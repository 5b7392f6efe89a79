import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from '@books/topology/processes';
import { SERVICES, type ServiceFacts } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { processUse } from '../node/process-use.ts';
import { startAttack } from '../traffic/attack.ts';
import type { Stage } from './start-tier-2.ts';

const SECONDS = 15;
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

/** CPU that one pod takes at the rate at which another is asked for, in thousandths of a core. */
async function cpuOf(stage: Stage, { name, port }: ServiceFacts, rate: number): Promise<number> {
  const { nodes, programs, folder } = stage;
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
  const before = processUse(pid)?.cpuSeconds ?? 0;
  const attack = startAttack({
    program: programs.vegeta,
    targets,
    requestsPerSecond: rate,
    resultFile: join(folder, `${name}.bin`),
  });
  await sleep(SECONDS * 1000);
  const { requests, lost, statusCodes } = await attack.finish();
  const used = (processUse(pid)?.cpuSeconds ?? 0) - before;
  const answered = requests - lost;
  ensure(
    answered >= LEAST_ANSWERED * requests,
    `${name} answered ${answered} of ${requests}: ${JSON.stringify(statusCodes)}`,
  );
  return (used / answered) * rate * MILLICORES;
}

export const podSizes: Check<Stage> = {
  proves:
    'one pod of every API answers as many requests a second as it is scaled by with the CPU it is to have, and no pod has held more than three quarters of its memory',
  run: async (stage) => {
    const rows: string[] = [];
    const faults: string[] = [];
    for (const service of SERVICES) {
      const { name, resources, scaling } = service;
      const words: string[] = [];
      if (scaling.by === 'requests') {
        const cpu = await cpuOf(stage, service, scaling.requestsPerSecondPerPod);
        words.push(
          `${Math.round(cpu)} of ${resources.cpuMillicores} m CPU at ${scaling.requestsPerSecondPerPod}/s`,
        );
        if (cpu > (scaling.cpuPercent / 100) * resources.cpuMillicores)
          faults.push(`${name} would be scaled by CPU first`);
      }
      const memory = (stage.memoryPeaks.bytes().get(name) ?? 0) / BYTES_PER_MIB;
      words.push(`at most ${Math.round(memory)} of ${resources.memoryMiB} MiB`);
      if (memory > MOST_MEMORY * resources.memoryMiB) faults.push(`${name} has too little memory`);
      rows.push(`${name} ${words.join(', ')}`);
    }
    ensure(faults.length === 0, `${faults.join(', ')}: ${rows.join('; ')}`);
    return rows.join('; ');
  },
};
