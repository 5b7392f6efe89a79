// npm run bench:http: what our endpoints cost beside bare servers that give the same bytes, in one run.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whatStackLacks } from '@books/stack/requirements';
import { measureSubject } from './measure-subject.ts';
import { pinTo } from './process-usage.ts';
import { benchmarksPage, type Measured } from './report.ts';
import { GENERATOR_CORE, startEmbedded, startProcesses, type Product } from './servers.ts';
import { SUBJECTS } from './subjects.ts';

const USAGE = `Measures our endpoints, embedded and on DynamoDB Local and Redis, beside bare servers that give the same bytes.

  npm run bench:http -- [--rounds N] [--seconds N] [--only TEXT] [--embedded] [--write]

  --rounds N    interleaved rounds, of which the median counts; 5 if not given
  --seconds N   of each round and server, 2 if not given
  --only TEXT   kinds of requests whose name contains the text
  --embedded    without DynamoDB Local and Redis
  --write       write docs/benchmarks.md instead of printing it

Linux with two cores and taskset: servers have one core, the generator and the stores the other. Needs Java 17 and
redis-server, unless --embedded.
`;

const ROOT = join(import.meta.dirname, '../../../../..');

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      embedded: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const lacking = values.embedded ? [] : whatStackLacks();
  if (lacking.length > 0) throw new Error(lacking.join('\n'));
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  const loadAverage = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'books-bench-http-'));
  const products: Product[] = [];
  // What is started from here on inherits it: the stores stay there, servers are moved when they are measured.
  pinTo(GENERATOR_CORE, process.pid);
  try {
    for (const [name, start] of Object.entries(starts(values.embedded))) {
      const own = join(folder, name);
      mkdirSync(own);
      products.push(await start(own));
    }
    const rows: Measured[] = [];
    for (const subject of SUBJECTS.filter(({ name }) => name.includes(values.only))) {
      rows.push(...(await measureSubject(subject, products, { rounds, seconds })));
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
    for (const product of products) await product.close();
    rmSync(folder, { recursive: true });
  }
}

function starts(isEmbeddedOnly: boolean): Record<string, (folder: string) => Promise<Product>> {
  return { embedded: startEmbedded, ...(!isEmbeddedOnly && { processes: startProcesses }) };
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
