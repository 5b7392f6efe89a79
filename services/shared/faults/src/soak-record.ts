import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What is read of a round's line; whatever else stands there is for people. */
const Round = z.looseObject({
  revision: z.string(),
  seed: z.int(),
  verdict: z.enum(['kept', 'broken', 'undecided']),
  acknowledged: z.int(),
  kills: z.record(z.string(), z.int()),
});
export type Round = z.infer<typeof Round>;

export type SoakTotals = {
  readonly rounds: number;
  readonly writes: number;
  readonly kills: number;
  /** Seeds of the rounds in which a promise was broken or could not be judged. */
  readonly notKept: readonly number[];
  /** The largest that was used; 0 where there was no round. */
  readonly lastSeed: number;
};

/** Rounds of one revision of the code, as they stand in a file of JSON lines. */
export async function readRounds(file: string, revision: string): Promise<Round[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => Round.parse(JSON.parse(line)))
    .filter((round) => round.revision === revision);
}

export async function addRound(file: string, round: Round): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(round)}\n`);
}

export function totalsOf(rounds: readonly Round[]): SoakTotals {
  return {
    rounds: rounds.length,
    writes: rounds.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    kills: rounds.reduce((sum, round) => sum + deathsOf(round), 0),
    notKept: rounds.filter(({ verdict }) => verdict !== 'kept').map(({ seed }) => seed),
    lastSeed: rounds.reduce((latest, { seed }) => Math.max(latest, seed), 0),
  };
}

export const deathsOf = ({ kills }: Pick<Round, 'kills'>): number =>
  Object.values(kills).reduce((sum, count) => sum + count, 0);

export type SoakGoal = { readonly writes: number; readonly kills: number };

/** Acknowledged changes of a round, at most: some minutes, which are lost when it is broken off. */
const ROUND_WRITES = 5000;
/** Changes of a round that is there for its deaths only. */
const FEWEST_WRITES = 500;

/** What the next round has to do so that all come to the goal; `undefined` when they do. */
export function nextRound(goal: SoakGoal, done: SoakGoal): SoakGoal | undefined {
  const left = { writes: goal.writes - done.writes, kills: goal.kills - done.kills };
  if (left.writes <= 0 && left.kills <= 0) return undefined;
  const writes = Math.min(ROUND_WRITES, Math.max(left.writes, FEWEST_WRITES));
  const rounds = Math.max(1, Math.ceil(left.writes / ROUND_WRITES));
  return { writes, kills: Math.max(1, Math.ceil(left.kills / rounds)) };
}

/** Name of the code as git knows it, so that rounds on other code do not count; `unknown` without git. */
export function codeRevision(): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'unknown';
}
