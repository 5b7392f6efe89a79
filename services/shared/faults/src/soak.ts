import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { envInteger } from '@books/service-kit/config';
import { whatStackLacks } from '@books/stack/requirements';
import { runWriteStorm } from './write-storm.ts';

const USAGE = `Readers rate while ratings-api, DynamoDB Local and the connection between them are killed again and again; then
the whole history is checked: nothing acknowledged may be lost, nothing doubled, no stats may differ from the ratings.

  npm run soak -- [--writes N] [--kills N] [--seed N] [--rounds N] [--record FILE]

  --writes N     acknowledged changes of a round, 100000 if not given
  --kills N      deaths of a round at least, 200 if not given
  --seed N       decides who rates what and who dies when, the time if not given; each round takes the next
  --rounds N     1 if not given; every round begins with an empty store
  --record FILE  each round's seed and verdict are added there as a line of JSON; .data/soak/verdicts.jsonl if not given
  --help         show this text

Needs Java 17 or later and redis-server. 100,000 changes take about an hour on two cores. Ends with 1 when a promise was broken.
`;

const Count = envInteger(1, 1_000_000_000);
const SETTING = { raters: 24, readers: 240, books: 60, pauses: 10 };
/** Deaths at fault points: about one for each two from outside. */
const FAULT_POINT_KILL_RATE = 0.0003;

const { values } = parseArgs({
  options: {
    writes: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    rounds: { type: 'string', default: '1' },
    record: { type: 'string', default: '.data/soak/verdicts.jsonl' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const writeError = (text: string): void => void process.stderr.write(text);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

/** @returns the exit code */
async function run(): Promise<number> {
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const lacking = whatStackLacks();
  if (lacking.length > 0) {
    writeError(`${lacking.join('\n')}\n`);
    return 1;
  }
  const [writes, kills, seed, rounds] = [
    values.writes,
    values.kills,
    values.seed,
    values.rounds,
  ].map((text) => Count.parse(text)) as [number, number, number, number]; // as many as were put in
  let isKept = true;
  for (let round = 0; round < rounds; round += 1) {
    isKept = (await runRound({ writes, kills, seed: seed + round })) && isKept;
  }
  return isKept ? 0 : 1;
}

async function runRound(wanted: { writes: number; kills: number; seed: number }): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'books-soak-'));
  try {
    const startedAt = new Date();
    let shownAtMs = 0;
    const report = await runWriteStorm({
      ...SETTING,
      ...wanted,
      folder,
      faultPointKillRate: FAULT_POINT_KILL_RATE,
      signal: stop.signal,
      onProgress: ({ acknowledged, deaths }) => {
        if (performance.now() - shownAtMs < 10_000) return;
        shownAtMs = performance.now();
        writeError(`${acknowledged} of ${wanted.writes} changes, ${deaths} deaths\n`);
      },
    });
    const { lost, doubled, mismatches } = report;
    const isKept = lost.length + doubled.length + mismatches.length === 0;
    const verdict = {
      date: startedAt.toISOString(),
      verdict: isKept ? 'kept' : 'broken',
      ...report,
    };
    const file = resolve(values.record);
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${JSON.stringify(verdict)}\n`);
    process.stdout.write(`${JSON.stringify(verdict, undefined, 2)}\n`);
    return isKept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

run().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (stop.signal.aborted) process.exit(130);
    writeError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
