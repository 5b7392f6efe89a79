import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCommand } from '@books/stack/command';
import { findFreePorts } from '@books/stack/ports';
import { startGuard } from '@books/stack/start-guard';
import { waitUntilReady } from '@books/stack/wait-until';

const USAGE = `Makes requests of the product's own OpenAPI document with schemathesis, right ones and wrong ones, and holds each answer
to the document: never a 500, no status or shape that is not documented, nothing accepted that is not valid.

  npm run fuzz -- [--seconds N] [--seed N]

  --seconds N   how long, 60 if not given
  --seed N      of the requests; another one each time if not given
  --help        show this text

Starts a product of its own on free ports, with nothing but the bundled data. Needs Python 3.10 or later; schemathesis is
installed into .data/tools.
`;

const VERSION = '4.32.5';
const TOOL = resolve(`.data/tools/schemathesis-${VERSION}`);
/**
 * What is not asked: everybody may do everything in this product (`AUTH_MODE=off`), who may do what has a test of its
 * own; no document can say which cursors were given out; `/books/batch` is also an id that no book has; and of a reader
 * who was erased the lists are empty, as are those of anybody who has done nothing.
 */
const EXCLUDED_CHECKS = [
  'ignored_auth',
  'missing_required_header',
  'positive_data_acceptance',
  'allow_header_conformance',
  'ensure_resource_availability',
  'use_after_free',
];
const LONGEST_START_MS = 120_000;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

/** @returns the exit code */
async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (!installTool()) {
    process.stderr.write('schemathesis could not be installed. Is Python 3.10 or later there?\n');
    return 1;
  }
  const folder = await mkdtemp(join(tmpdir(), 'books-fuzz-'));
  const guard = startGuard();
  const [port = 0, opsPort = 0] = await findFreePorts(2);
  const product = await startCommand({
    name: 'product',
    command: process.execPath,
    arguments: [join(import.meta.dirname, '../../../local/src/main.ts')],
    environment: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      OPS_PORT: String(opsPort),
      DATA_DIR: join(folder, 'data'),
      RATE_LIMIT_PER_MINUTE: '0',
    },
    logPath: join(folder, 'product.log'),
    guard,
    hasChannel: true,
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    process.stderr.write('Starting a product ...\n');
    const isReady = async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok ?? false;
    await waitUntilReady({
      command: product,
      isReady,
      longestMs: LONGEST_START_MS,
      signal: stop.signal,
    });
    const status = await askAll(url, folder, values);
    if (product.ending() === undefined) return status;
    process.stderr.write(`The product has ended: ${product.ending()}\n`);
    return 1;
  } finally {
    await product.stop('SIGINT', 5000);
    await guard.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function installTool(): boolean {
  if (existsSync(join(TOOL, 'installed'))) return true;
  process.stderr.write('Installing schemathesis (only once) ...\n');
  const steps: [string, ...string[]][] = [
    ['python3', '-m', 'venv', TOOL],
    [join(TOOL, 'bin/pip'), 'install', '--quiet', `schemathesis==${VERSION}`],
    ['touch', join(TOOL, 'installed')],
  ];
  return steps.every(
    ([command, ...args]) => spawnSync(command, args, { stdio: 'inherit' }).status === 0,
  );
}

/** @returns the exit code of schemathesis */
async function askAll(
  url: string,
  folder: string,
  { seconds, seed }: { seconds: string; seed: string },
): Promise<number> {
  const child = spawn(
    join(TOOL, 'bin/schemathesis'),
    [
      'run',
      `${url}/openapi.json`,
      `--url=${url}`,
      `--seed=${seed}`,
      `--max-time=${seconds}`,
      // Its phase `coverage` fails in itself with the nested types of this document.
      '--phases=examples,fuzzing,stateful',
      '--continue-on-failure',
      '--checks=all',
      `--exclude-checks=${EXCLUDED_CHECKS.join(',')}`,
      '--generation-with-security-parameters=false',
      '--generation-database=none',
      '--request-timeout=15',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], signal: stop.signal, cwd: folder },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

run().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
