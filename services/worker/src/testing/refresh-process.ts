import { join } from 'node:path';
import { createSilentLogger } from '@books/service-kit/logger';
import { createFileObjectStore } from '@books/storage/file-object-store';
import { createLeases } from '@books/storage/lease';
import { createObjectModelStore } from '@books/storage/object-model-store';
import type { ObjectStore } from '@books/storage/object-store';
import type { RatingRepository } from '@books/storage/rating-repository';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { createRefreshDrafts } from '../refresh/refresh-draft.ts';
import { createRefreshRecords } from '../refresh/refresh-records.ts';
import { refreshRecommendations } from '../refresh/refresh-recommendations.ts';
import type { RefreshProcessReport } from './kill-places.ts';

// A worker of its own with everything on disk, that refreshes once and may kill itself at a place:
//
//   node refresh-process.ts FOLDER NOW LEASE-SECONDS [PLACE]
//
// Prints as JSON what it did. NOW is the time when it starts, ISO 8601.

const RATINGS_PER_PART = 100;

const [folder = '.', now = '', leaseSeconds = '60', killPlace] = process.argv.slice(2);
await run();

async function run(): Promise<void> {
  const startMs = Date.now();
  const clock = () => new Date(new Date(now).getTime() + Date.now() - startMs);
  const store = openSqliteStore(join(folder, 'store.db'));
  let isResumed = false;
  const report = {
    steps: [] as string[],
    ratingsRead: 0,
    announced: [] as string[],
    warmed: [] as string[],
    outcomes: [] as string[],
  };
  const leaseMs = Number(leaseSeconds) * 1000;

  const refresh = refreshRecommendations({
    ...store,
    ratings: byParts(store.ratings, (read) => (report.ratingsRead += read)),
    models: createObjectModelStore(
      watched(createFileObjectStore(join(folder, 'models')), {
        written: () => dieAt('model stored'),
        replaced: () => dieAt('model pointed to'),
      }),
    ),
    leases: createLeases({
      records: store.system,
      now: clock,
      holder: String(process.pid),
      durationMs: leaseMs,
    }),
    refreshRecords: createRefreshRecords(store.system),
    drafts: createRefreshDrafts({
      erasures: store.erasures,
      records: {
        read: store.system.read,
        async write(id, value, version) {
          const written = await store.system.write(id, value, version);
          if (id === 'recommendations/draft' && report.ratingsRead === 2 * RATINGS_PER_PART)
            dieAt('part noted');
          return written;
        },
      },
      objects: watched(createFileObjectStore(join(folder, 'models', 'draft')), {
        written: (name) => dieAt(name.endsWith('model.bin') ? 'draft stored' : 'part stored'),
        replaced: () => {},
      }),
    }),
    announceModel: async (version) => void report.announced.push(version),
    async warmLists(userIds) {
      report.warmed.push(...userIds);
      dieAt('some warmed');
    },
    refreshSettings: { threadCount: 1, warm: 'active', leaseMs, ratingsPerCheckpoint: 1 },
    watch: {
      onProgress: () => {},
      onResumed: () => (isResumed = true),
      onEnded: (outcome) => report.outcomes.push(outcome),
    },
    clock,
    logger: createSilentLogger(),
  });
  await refresh(
    { reason: 'nightly' },
    {
      signal: new AbortController().signal,
      async report(_progress, step) {
        report.steps.push(step);
        dieAt(step);
      },
    },
  );
  process.stdout.write(JSON.stringify({ ...report, isResumed } satisfies RefreshProcessReport));
}

/** As the kernel ends a process without memory: nothing runs after it, nothing is flushed. */
function dieAt(place: string): void {
  if (place === killPlace) process.kill(process.pid, 'SIGKILL');
}

/** The ratings by small parts, so that there is something between them. */
function byParts(
  ratings: RatingRepository,
  onRead: (count: number) => void,
): Pick<RatingRepository, 'parts'> {
  return {
    async *parts(after) {
      const all = await Array.fromAsync(ratings.all());
      for (let from = Number(after ?? 0); from < all.length; from += RATINGS_PER_PART) {
        const part = all.slice(from, from + RATINGS_PER_PART);
        onRead(part.length);
        yield { ratings: part, cursor: String(from + part.length) };
      }
    },
  };
}

function watched(
  objects: ObjectStore,
  on: { written: (name: string) => void; replaced: () => void },
): ObjectStore {
  return {
    ...objects,
    async write(name, bytes) {
      await objects.write(name, bytes);
      on.written(name);
    },
    async replace(name, bytes, tag) {
      const isReplaced = await objects.replace(name, bytes, tag);
      on.replaced();
      return isReplaced;
    },
  };
}
