import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodePublishedModel } from '@books/recommender/published-model';
import { ratingCount } from '@books/recommender/rating-matrix';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createObjectModelStore } from '@books/storage/object-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { KILL_PLACES, type KillPlace, type RefreshProcessReport } from '../testing/kill-places.ts';
import { fillWithTwoTastes, TWO_TASTES_RATINGS } from '../testing/two-tastes.ts';

const SCRIPT = fileURLToPath(new URL('../testing/refresh-process.ts', import.meta.url));
/** Processes take their time on a busy machine. */
const PATIENCE = { timeout: 120_000 };
const night = '2026-01-10T03:00:00.000Z';
/** The lease of the one who was killed has run out by then. */
const later = '2026-01-10T03:05:00.000Z';

let filled = '';
beforeAll(async () => {
  filled = await mkdtemp(join(tmpdir(), 'books-refresh-'));
  const store = openSqliteStore(join(filled, 'store.db'));
  await fillWithTwoTastes(store);
  await store.close();
}, PATIENCE.timeout);
afterAll(() => rm(filled, { recursive: true }));

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'books-refresh-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(filled, folder, { recursive: true });
  return folder;
}

/** Runs a worker to its end. @returns its report, or the signal that killed it */
async function work(
  folder: string,
  { now, leaseSeconds = 60, killAt }: { now: string; leaseSeconds?: number; killAt?: KillPlace },
): Promise<RefreshProcessReport | 'SIGKILL'> {
  const args = [
    SCRIPT,
    folder,
    now,
    String(leaseSeconds),
    ...(killAt === undefined ? [] : [killAt]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  if (signal === 'SIGKILL') return signal;
  if (code !== 0) throw new Error(`the worker ended with ${code}: ${errors}`);
  // The script wrote it.
  return JSON.parse(output) as RefreshProcessReport;
}

async function modelIn(folder: string) {
  const models = createObjectModelStore(createFileObjectStore(join(folder, 'models')));
  const manifest = await models.current();
  if (manifest === undefined) return undefined;
  return { manifest, model: decodePublishedModel(await models.read(manifest.version)) };
}

/** Steps that need not be done again by who goes on from a place. */
const DONE_BEFORE: Readonly<Partial<Record<KillPlace, readonly string[]>>> = {
  judging: ['tuning'],
  training: ['tuning', 'judging'],
  writing: ['tuning', 'judging'],
  checking: ['tuning', 'judging', 'training', 'writing'],
  publishing: ['tuning', 'judging', 'training', 'writing'],
  'model stored': ['tuning', 'judging', 'training', 'writing'],
  'model pointed to': ['tuning', 'judging', 'training', 'writing', 'checking', 'publishing'],
  warming: ['tuning', 'judging', 'training', 'writing', 'checking', 'publishing'],
  'some warmed': ['tuning', 'judging', 'training', 'writing', 'checking', 'publishing'],
};
const PUBLISHED: readonly KillPlace[] = ['model pointed to', 'warming', 'some warmed'];

describe('a worker that is killed with SIGKILL', () => {
  /** Checksum of the model that nobody disturbed. */
  let undisturbed = '';
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'books-refresh-'));
    try {
      await cp(filled, folder, { recursive: true });
      await work(folder, { now: night });
      undisturbed = (await modelIn(folder))!.manifest.sha256;
    } finally {
      await rm(folder, { recursive: true });
    }
  }, PATIENCE.timeout);

  test.each(KILL_PLACES)(
    'at "%s" publishes no half of a model, and the next goes on',
    PATIENCE,
    async (place) => {
      const folder = await aFolder();
      expect(await work(folder, { now: night, killAt: place })).toBe('SIGKILL');
      const left = await modelIn(folder);
      expect(left !== undefined).toBe(PUBLISHED.includes(place));

      const report = await work(folder, { now: later });
      expect(report).toMatchObject({ isResumed: true, outcomes: ['published'] });
      if (report === 'SIGKILL') throw new Error('it was told not to die');
      for (const step of DONE_BEFORE[place] ?? []) expect(report.steps).not.toContain(step);
      const { manifest, model } = (await modelIn(folder))!;
      expect(manifest.sha256).toBe(undisturbed);
      expect(ratingCount(model.matrix)).toBe(TWO_TASTES_RATINGS);
      expect(report.announced).toEqual([manifest.version]);
      const readAgain =
        { reading: 400, 'part stored': 400, 'part noted': 200 }[place as string] ?? 0;
      expect(report.ratingsRead).toBe(readAgain);
      expect(report.warmed.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `r${50 + n}`));
      expect(await readdir(join(folder, 'models', 'draft'))).toEqual([]);
      expect((await readdir(join(folder, 'models'))).sort()).toEqual([
        'current.json',
        'draft',
        `model-${manifest.version}.bin`,
      ]);
    },
  );

  test('again and again gets there all the same', PATIENCE, async () => {
    const folder = await aFolder();
    const places = [
      'part noted',
      'judging',
      'draft stored',
      'model stored',
      'some warmed',
    ] as const;
    for (const [n, killAt] of places.entries()) {
      expect(await work(folder, { now: minutesLater(n * 5), killAt })).toBe('SIGKILL');
    }
    expect(await work(folder, { now: minutesLater(30) })).toMatchObject({
      outcomes: ['published'],
    });
    expect((await modelIn(folder))!.manifest.sha256).toBe(undisturbed);
  });

  test('and stays away for a day is not gone on with', PATIENCE, async () => {
    const folder = await aFolder();
    await work(folder, { now: night, killAt: 'training' });
    const nextNight = '2026-01-11T03:00:00.000Z';
    const report = await work(folder, { now: nextNight });
    expect(report).toMatchObject({ isResumed: false, ratingsRead: TWO_TASTES_RATINGS });
    expect((await modelIn(folder))!.manifest.version).toContain('20260111');
  });
});

test('two workers at once give one model', PATIENCE, async () => {
  const folder = await aFolder();
  const reports = await Promise.all(
    [1, 2].map(() => work(folder, { now: night, leaseSeconds: 12 })),
  );
  const outcomes = reports.flatMap((report) => (report === 'SIGKILL' ? [report] : report.outcomes));
  expect(outcomes).toEqual(['published']);
  expect(
    (await readdir(join(folder, 'models'))).filter((name) => name.startsWith('model-')),
  ).toHaveLength(1);
});

function minutesLater(minutes: number): string {
  return new Date(new Date(night).getTime() + minutes * 60_000).toISOString();
}
