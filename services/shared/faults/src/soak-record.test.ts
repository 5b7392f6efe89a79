import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addRound, nextRound, readRounds, totalsOf, type Round } from './soak-record.ts';

const aRound = (more: Partial<Round> = {}): Round => ({
  revision: 'abc',
  seed: 1,
  verdict: 'kept',
  acknowledged: 10_000,
  kills: { proxy: 15, dynamodb: 5 },
  ...more,
});

test('rounds of a hundred thousand changes and two hundred deaths add up to them', () => {
  const goal = { writes: 100_000, kills: 200 };
  expect(nextRound(goal, { writes: 0, kills: 0 })).toEqual({ writes: 5000, kills: 10 });
  expect(nextRound(goal, { writes: 30_000, kills: 90 })).toEqual({ writes: 5000, kills: 8 });
  expect(nextRound(goal, { writes: 98_000, kills: 250 })).toEqual({ writes: 2000, kills: 1 });
  expect(nextRound(goal, { writes: 100_004, kills: 180 })).toEqual({ writes: 500, kills: 20 });
  expect(nextRound(goal, { writes: 100_004, kills: 200 })).toBeUndefined();
});

test('a record goes on where it stopped, for the same code only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'books-soak-record-'));
  const file = join(folder, 'not', 'there', 'yet.jsonl');
  expect(totalsOf(await readRounds(file, 'abc'))).toMatchObject({ rounds: 0, writes: 0, kills: 0 });
  await addRound(file, aRound());
  await addRound(file, aRound({ revision: 'abc-dirty', verdict: 'broken' }));
  await addRound(file, aRound({ seed: 7, verdict: 'undecided', acknowledged: 5 }));
  expect(totalsOf(await readRounds(file, 'abc'))).toEqual({
    rounds: 2,
    writes: 10_005,
    kills: 40,
    notKept: [7],
    lastSeed: 7,
  });
  await rm(folder, { recursive: true });
});
