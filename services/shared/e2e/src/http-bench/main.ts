// npm run bench:http: what our endpoints cost beside bare servers that give the same bytes, in one run.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePorts } from '@books/stack/ports';
import { load } from './http-load.ts';
import { cpuMs, memoryMb, pinTo } from './process-usage.ts';
import { benchmarksPage, REFERENCE, type Measured } from './report.ts';
import { captureAnswers, loadRequests, SUBJECTS, type Subject } from './subjects.ts';

const USAGE = `Measures our endpoints on the embedded stack beside bare servers that give the same bytes.

  npm run bench:http -- [--rounds N] [--seconds N] [--only TEXT] [--write]

  --rounds N    interleaved rounds, of which the median counts; 5 if not given
  --seconds N   of each round and server, 2 if not given
  --only TEXT   kinds of requests whose name contains the text
  --write       write docs/benchmarks.md instead of printing it

Linux with two cores and taskset: servers have one core, the generator the other.
`;

const ROOT = join(import.meta.dirname, '../../../../..');
const SERVER_CORE = 0;
const GENERATOR_CORE = 1;
const CONNECTIONS = 32;
const FIRST_WARM_UP_MS = 2000;
const WARM_UP_MS = 300;

type Server = { readonly name: string; readonly port: number; readonly process: ChildProcess };

async function startProduct(folder: string): Promise<Server> {
  const [port = 0, opsPort = 0] = await findFreePorts(2);
  const child = spawn(process.execPath, [join(ROOT, 'services/local/src/main.ts')], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: String(port),
      OPS_PORT: String(opsPort),
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', openSync(join(folder, 'log'), 'w'), 'inherit'],
  });
  const isReady = () =>
    fetch(`http://127.0.0.1:${opsPort}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('the product did not start, see above');
    await sleep(100);
  }
  return { name: 'ours, embedded', port, process: child };
}

async function startBare(kind: 'node' | 'hono', answers: object): Promise<Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts'), kind], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(answers);
  const [port] = (await once(child, 'message')) as [number];
  return { name: kind === 'node' ? 'bare Node' : REFERENCE, port, process: child };
}

async function measureOnce(
  { port, process: child }: Server,
  requests: ReturnType<typeof loadRequests>,
  { seconds, warmUpMs }: { seconds: number; warmUpMs: number },
) {
  const pid = child.pid ?? 0;
  let next = 0;
  let cpuBeforeMs = 0;
  let cpuAfterMs = 0;
  const result = await load({
    port,
    connections: CONNECTIONS,
    warmUpMs,
    durationMs: seconds * 1000,
    next: () => requests[next++ % requests.length]!,
    onBegin: () => (cpuBeforeMs = cpuMs(pid)),
    onEnd: () => (cpuAfterMs = cpuMs(pid)),
  });
  const cpuMicroseconds = ((cpuAfterMs - cpuBeforeMs) * 1000) / result.requests;
  return { ...result, cpuMicroseconds, memoryMb: memoryMb(pid) };
}

async function measureSubject(
  subject: Subject,
  product: Server,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Measured[]> {
  const answers = await captureAnswers(`http://127.0.0.1:${product.port}`, subject);
  const bare = [await startBare('node', answers), await startBare('hono', answers)];
  const servers = [...bare, product];
  const requests = loadRequests(subject, answers);
  const results = servers.map((): Awaited<ReturnType<typeof measureOnce>>[] => []);
  try {
    for (const server of servers) pinTo(SERVER_CORE, server.process.pid ?? 0);
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`${subject.name}: round ${round + 1} of ${rounds}\n`);
      const warmUpMs = round === 0 ? FIRST_WARM_UP_MS : WARM_UP_MS;
      for (const [index, server] of servers.entries()) {
        results[index]!.push(await measureOnce(server, requests, { seconds, warmUpMs }));
      }
    }
  } finally {
    for (const { process: child } of bare) child.kill();
  }
  return servers.map(({ name }, index) => {
    const middle = results[index]!.toSorted((a, b) => a.perSecond - b.perSecond)[rounds >> 1]!;
    return { subject: subject.name, server: name, ...middle };
  });
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  const loadAverage = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'books-bench-http-'));
  const product = await startProduct(folder);
  try {
    pinTo(GENERATOR_CORE, process.pid);
    const rows: Measured[] = [];
    for (const subject of SUBJECTS.filter(({ name }) => name.includes(values.only))) {
      rows.push(...(await measureSubject(subject, product, { rounds, seconds })));
    }
    const page = benchmarksPage(rows, {
      date: new Date().toISOString().slice(0, 10),
      node: process.versions.node,
      cpu: `${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'an unknown CPU'}`,
      rounds,
      seconds,
      loadAverage,
    });
    if (values.write) writeFileSync(join(ROOT, 'docs/benchmarks.md'), page);
    else process.stdout.write(page);
  } finally {
    product.process.kill('SIGINT');
    await once(product.process, 'exit');
    rmSync(folder, { recursive: true });
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
