import { setTimeout as sleep } from 'node:timers/promises';
import { aBook } from '@books/domain/testing/builders';
import { seededRandom } from '@books/search/evaluate/random';
import { createSilentLogger } from '@books/service-kit/logger';
import { createLeases } from '@books/storage/lease';
import { tableNames } from '@books/storage/tables';
import { startAudit } from '@books/worker/audit/start-audit';
import { checkHistory, type HistoryVerdict } from './history/check-history.ts';
import type { Operation } from './history/history.ts';
import { runRaters } from './raters.ts';
import { startRatingsRig, type Kills, type RatingsRig, type Victim } from './ratings-rig.ts';
import { readSettled } from './settle.ts';
import { findWronglyTold, startLooking } from './told-stats.ts';

export type StormOptions = {
  readonly folder: string;
  /** Decides who rates what and who is killed when; the interleaving is the machine's. */
  readonly seed: number;
  /** Acknowledged changes after which it ends. */
  readonly writes: number;
  /** Deaths, from outside and at fault points, before which it does not end. */
  readonly kills: number;
  /** Pauses of all readers, in each of which stats and ratings are compared. */
  readonly pauses: number;
  readonly raters: number;
  readonly readers: number;
  readonly books: number;
  /** See `RatingsRigOptions`. */
  readonly faultPointKillRate: number;
  readonly onProgress?: (progress: StormProgress) => void;
  readonly signal?: AbortSignal;
};

export type StormProgress = { readonly acknowledged: number; readonly deaths: number };

export type StormReport = HistoryVerdict & {
  readonly seed: number;
  readonly kills: Kills;
  readonly pauses: number;
  /** Books whose stats were not those of their ratings, in a pause or as the auditor saw it. */
  readonly mismatches: readonly string[];
  /** Books whose stats ratings-api told otherwise than they were stored, in a pause. */
  readonly wronglyTold: readonly string[];
  readonly auditedBooks: number;
  readonly ratings: number;
  readonly seconds: number;
  /** The history of each pair of reader and book in which something is wrong. */
  readonly evidence: readonly Operation[];
};

/** Share of the kills that fall on each victim. */
const SHARES: readonly (readonly [Victim, number])[] = [
  ['ratings-api', 0.5],
  ['proxy', 0.3],
  ['dynamodb', 0.2],
];
const AUDIT_LEASE_MS = 60_000;
const AUDITED_BOOKS_PER_SECOND = 50;

/** Readers rate while everything between them and the store is killed again and again; then the history is checked. */
export async function runWriteStorm(options: StormOptions): Promise<StormReport> {
  const rig = await startRatingsRig(options);
  const mismatches: string[] = [];
  const audit = startStormAudit(rig, (what) => mismatches.push(what));
  const books = Array.from({ length: options.books }, (_, n) => `gb:${n + 1}`);
  // Chance of its own, lest the order of answers decide who rates what.
  const stopLooking = startLooking({ urls: rig.urls, books, random: seededRandom(options.seed) });
  try {
    return await storm({ ...options, bookIds: books }, rig, audit, mismatches);
  } finally {
    await stopLooking();
    await audit.stop();
    await rig.close();
  }
}

async function storm(
  options: StormOptions & { readonly bookIds: readonly string[] },
  rig: RatingsRig,
  audit: StormAudit,
  mismatches: string[],
): Promise<StormReport> {
  const { seed, pauses, onProgress, bookIds: books } = options;
  const startedAtMs = performance.now();
  const random = seededRandom(seed);
  for (const book_id of books) await rig.store.books.save(aBook({ book_id }));

  const history: Operation[] = [];
  const wronglyTold: string[] = [];
  let acknowledged = 0;
  const record = (operation: Operation) => {
    history.push(operation);
    if (operation.kind !== 'read' && operation.outcome === 'acknowledged') acknowledged += 1;
  };
  const deaths = () => Object.values(rig.kills()).reduce((sum, count) => sum + count, 0);
  const table = tableNames('local').ratings;
  const settle = () => readSettled({ store: rig.store, client: rig.client, table }, history);

  for (let round = 1; round <= pauses; round += 1) {
    const isOver = () => {
      options.signal?.throwIfAborted();
      const share = round / pauses;
      return acknowledged >= options.writes * share && deaths() >= options.kills * share;
    };
    const end = new AbortController();
    const rating = runRaters({
      ...options,
      urls: rig.urls,
      random,
      books,
      record,
      signal: end.signal,
    });
    try {
      const pace = {
        random,
        acknowledged: () => acknowledged,
        changesPerKill: options.writes / options.kills,
      };
      await killUntil(isOver, rig, pace, () => onProgress?.({ acknowledged, deaths: deaths() }));
    } finally {
      end.abort();
      await rating;
    }
    const { mismatches: found } = await settle();
    mismatches.push(...found.map((book) => `${book} (pause ${round})`));
    const told = await findWronglyTold(rig.store, { urls: rig.urls, books });
    wronglyTold.push(...told.map((book) => `${book} (pause ${round})`));
  }

  await rig.calm();
  await audit.stop();
  const settled = await settle();
  const whole = [...history, ...settled.reads];
  const verdict = checkHistory(whole);
  const { lost, doubled, undecided } = verdict;
  const suspects = new Set([...lost, ...doubled, ...undecided].map((name) => name.split(' (')[0]));
  return {
    seed,
    ...verdict,
    evidence: whole.filter(({ reader, book }) => suspects.has(`${reader} ${book}`)),
    kills: rig.kills(),
    pauses,
    mismatches: [...mismatches, ...settled.mismatches.map((book) => `${book} (end)`)],
    wronglyTold,
    auditedBooks: audit.auditedBooks(),
    ratings: settled.ratings,
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
  };
}

/** Kills after every few acknowledged changes, so that a slow machine has no other share of deaths than a fast one. */
async function killUntil(
  isOver: () => boolean,
  rig: RatingsRig,
  { random, acknowledged, changesPerKill }: KillPace,
  onProgress: () => void,
): Promise<void> {
  let nextKillAt = acknowledged();
  while (!isOver()) {
    await sleep(LOOK_EVERY_MS);
    onProgress();
    if (acknowledged() < nextKillAt) continue;
    nextKillAt = acknowledged() + random() * 2 * changesPerKill;
    await rig.kill(chooseVictim(random()), random);
  }
}

type KillPace = {
  readonly random: () => number;
  readonly acknowledged: () => number;
  readonly changesPerKill: number;
};
const LOOK_EVERY_MS = 20;

function chooseVictim(chance: number): Victim {
  let left = chance;
  for (const [victim, share] of SHARES) {
    left -= share;
    if (left < 0) return victim;
  }
  return 'ratings-api';
}

type StormAudit = { readonly auditedBooks: () => number; readonly stop: () => Promise<void> };

/** The worker's audit, over the same store. */
function startStormAudit({ store }: RatingsRig, onMismatch: (what: string) => void): StormAudit {
  let auditedBooks = 0;
  const now = () => new Date();
  const stopAudit = startAudit({
    ...store,
    leases: createLeases({
      records: store.system,
      now,
      holder: 'write-storm',
      durationMs: AUDIT_LEASE_MS,
    }),
    clock: now,
    booksPerSecond: AUDITED_BOOKS_PER_SECOND,
    logger: createSilentLogger(),
    onBook: () => (auditedBooks += 1),
    onMismatch: () => onMismatch('seen by the audit'),
    onPass: () => {},
  });
  return { auditedBooks: () => auditedBooks, stop: stopAudit };
}
