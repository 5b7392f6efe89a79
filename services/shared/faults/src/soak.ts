import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createProgressBar,
  createProgressLines,
  type ProgressDisplay,
} from '@books/data/progress/progress';
import { systemClock } from '@books/service-kit/clock';
import { envInteger } from '@books/service-kit/config';
import { whatStackLacks } from '@books/stack/requirements';
import { prettifyError, ZodError } from 'zod';
import {
  addRound,
  codeRevision,
  nextRound,
  readRounds,
  totalsOf,
  type SoakGoal,
} from './soak-record.ts';
import { runWriteStorm, type StormReport } from './write-storm.ts';

const USAGE = `Readers rate while ratings-api, DynamoDB Local and the connection between them are killed again and again; then
the whole history is checked: nothing acknowledged may be lost, nothing doubled, no stats may differ from the ratings.

  npm run soak -- [--writes N] [--kills N] [--seed N] [--record FILE]

  --writes N     acknowledged changes in all, 100000 if not given
  --kills N      deaths in all, 200 if not given
  --seed N       of the first round; decides who rates what and who dies when. The time if not given
  --record FILE  each round's verdict is added there as a line of JSON; .data/soak/verdicts.jsonl if not given
  --help         show this text

Goes in rounds of at most 5000 changes, each with an empty store and the next seed, until those that are recorded for
this revision of the code come to what was asked. Ctrl-C gives up the round under way; the same command goes on after
the last whole one. Of a broken round the history of what is wrong is written beside the record.

Needs Java 17 or later and redis-server. 100,000 changes take about an hour on two cores. Ends with 1 when a promise was
broken.
`;

const Count = envInteger(1, 1_000_000_000);
const SETTING = { raters: 24, readers: 240, books: 60, pauses: 4 };
/** Deaths at fault points: about one for each two from outside. */
const FAULT_POINT_KILL_RATE = 0.0003;

const writeError = (text: string): void => void process.stderr.write(text);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

/** @throws TypeError for an option that there is not */
function readOptions() {
  return parseArgs({
    options: {
      writes: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '200' },
      seed: { type: 'string' },
      record: { type: 'string', default: '.data/soak/verdicts.jsonl' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

/** @returns the exit code */
async function run(): Promise<number> {
  const values = readOptions();
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const lacking = whatStackLacks();
  if (lacking.length > 0) {
    writeError(`${lacking.join('\n')}\n`);
    return 1;
  }
  const goal = { writes: Count.parse(values.writes), kills: Count.parse(values.kills) };
  const file = resolve(values.record);
  const revision = codeRevision();
  let done = totalsOf(await readRounds(file, revision));
  if (done.rounds > 0) writeError(`Going on after ${inWords(done)} of ${revision}.\n`);
  const progress = process.stderr.isTTY
    ? createProgressBar(process.stderr, systemClock, 'changes')
    : createProgressLines(writeError, systemClock, 'changes');
  try {
    for (let wanted = nextRound(goal, done); wanted; wanted = nextRound(goal, done)) {
      const first = Count.parse(values.seed ?? String(Math.floor(Date.now() / 1000)));
      const seed = Math.max(first, done.lastSeed + 1);
      const show = showRound(progress, { round: done.rounds + 1, seed, goal, done });
      const isKept = await runRound({ ...wanted, seed }, { file, revision, show });
      done = totalsOf(await readRounds(file, revision));
      if (!isKept) break;
    }
  } finally {
    progress.stop();
  }
  process.stdout.write(
    `${inWords(done)} of ${revision}: ` +
      (done.notKept.length === 0
        ? '0 lost, 0 doubled, 0 mismatches\n'
        : `NOT KEPT with ${done.notKept.map((seed) => `seed ${seed}`).join(', ')}, see ${file}\n`),
  );
  return done.notKept.length === 0 ? 0 : 1;
}

const inWords = ({ rounds, writes, kills }: ReturnType<typeof totalsOf>): string =>
  `${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${writes} acknowledged changes, ${kills} deaths`;

/** How far all rounds are, while one is under way. */
function showRound(
  progress: ProgressDisplay,
  { round, seed, goal, done }: { round: number; seed: number; goal: SoakGoal; done: SoakGoal },
) {
  return ({ acknowledged, deaths }: { acknowledged: number; deaths: number }) => {
    const writes = done.writes + acknowledged;
    const fraction = Math.min(writes / goal.writes, (done.kills + deaths) / goal.kills, 1);
    progress.show({ phase: `round ${round}, seed ${seed}`, rows: writes, fractionDone: fraction });
  };
}

type Recording = {
  readonly file: string;
  readonly revision: string;
  readonly show: (progress: { acknowledged: number; deaths: number }) => void;
};

/** @returns whether every promise was kept */
async function runRound(
  wanted: SoakGoal & { seed: number },
  { file, revision, show }: Recording,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'books-soak-'));
  try {
    const date = new Date().toISOString();
    const { evidence, ...report } = await runWriteStorm({
      ...SETTING,
      ...wanted,
      folder,
      faultPointKillRate: FAULT_POINT_KILL_RATE,
      signal: stop.signal,
      onProgress: show,
    });
    const verdict = verdictOf(report);
    await addRound(file, { date, revision, verdict, ...report });
    if (verdict !== 'kept') {
      const path = join(dirname(file), `${verdict}-${wanted.seed}.json`);
      await writeFile(path, JSON.stringify(evidence, undefined, 1));
      writeError(`${verdict}: ${JSON.stringify(report)}\nThe history is in ${path}.\n`);
    }
    return verdict === 'kept';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function verdictOf(report: Omit<StormReport, 'evidence'>): 'kept' | 'broken' | 'undecided' {
  const { lost, doubled, mismatches, wronglyTold, undecided } = report;
  const broken = [lost, doubled, mismatches, wronglyTold];
  if (broken.some((found) => found.length > 0)) return 'broken';
  return undecided.length > 0 ? 'undecided' : 'kept';
}

run().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (stop.signal.aborted) {
      writeError('\nStopped. The same command goes on after the last whole round.\n');
      process.exit(130);
    }
    if (error instanceof ZodError || isOptionFault(error)) {
      const words = error instanceof ZodError ? prettifyError(error) : error.message;
      writeError(`${words}\n--help shows what there is.\n`);
      process.exit(2);
    }
    writeError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);

function isOptionFault(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
}
