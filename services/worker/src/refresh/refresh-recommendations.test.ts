import { setImmediate } from 'node:timers/promises';
import { aBook, aRating } from '@books/domain/testing/builders';
import type { JobContext } from '@books/jobs/job-queue';
import type { Choice } from '@books/recommender/choice';
import { decodePublishedModel, encodePublishedModel } from '@books/recommender/published-model';
import { ratingCount } from '@books/recommender/rating-matrix';
import { createSilentLogger } from '@books/service-kit/logger';
import { createLeases } from '@books/storage/lease';
import { createMemoryObjectStore } from '@books/storage/memory-object-store';
import { createObjectModelStore } from '@books/storage/object-model-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { describe, expect, test } from 'vitest';
import { createRefreshRecords } from './refresh-records.ts';
import { refreshRecommendations, type RefreshSettings } from './refresh-recommendations.ts';

/** Sixty readers of two tastes over twenty books; the last ten rated in the week before 2026-01-10. */
async function aWorker(settings: Partial<RefreshSettings> = {}) {
  const store = openSqliteStore(':memory:');
  for (let book = 0; book < 20; book += 1) await store.books.save(aBook({ book_id: `b${book}` }));
  for (let reader = 0; reader < 60; reader += 1) {
    for (let book = reader % 2; book < 20; book += 2) {
      if ((book + reader) % 3 === 0) continue;
      const ratedAt = new Date(reader < 50 ? '2025-06-01' : '2026-01-05');
      await store.ratings.rate(
        aRating({
          userId: `r${reader}`,
          bookId: `b${book}`,
          stars: 4 + ((book + reader) % 3) / 2,
          ratedAt,
        }),
      );
    }
  }
  const models = createObjectModelStore(createMemoryObjectStore());
  const seen = {
    announced: [] as string[],
    warmed: [] as string[],
    outcomes: [] as string[],
    steps: new Set<string>(),
  };
  const clock = { now: new Date('2026-01-10T03:00:00Z') };
  const handlerOf = (holder: string) =>
    refreshRecommendations({
      ...store,
      models,
      leases: createLeases({
        records: store.system,
        now: () => clock.now,
        holder,
        durationMs: 60_000,
      }),
      refreshRecords: createRefreshRecords(store.system),
      announceModel: async (version) => void seen.announced.push(version),
      warmLists: async (userIds) => void seen.warmed.push(...userIds),
      refreshSettings: { threadCount: 1, warm: 'active', ...settings },
      onRefreshed: (outcome) => seen.outcomes.push(outcome),
      clock: () => clock.now,
      logger: createSilentLogger(),
    });
  const context: JobContext = {
    signal: new AbortController().signal,
    report: async (_progress, step) => void seen.steps.add(step),
  };
  const passDays = (days: number) => {
    clock.now = new Date(clock.now.getTime() + days * 24 * 3600 * 1000);
  };
  const published = async () => {
    const manifest = await models.current();
    return manifest && decodePublishedModel(await models.read(manifest.version));
  };
  return { store, models, seen, handlerOf, context, passDays, published, clock };
}

const nightly = { reason: 'nightly' } as const;

describe('a refresh', () => {
  test('publishes a model of all ratings that was judged, announces it and warms active readers', async () => {
    const { handlerOf, context, seen, published, models } = await aWorker();
    await handlerOf('one')(nightly, context);
    const model = await published();
    expect(ratingCount(model!.matrix)).toBe(400);
    expect(model!.quality!.ndcg).toBeGreaterThan(model!.quality!.popularityNdcg);
    expect(seen.announced).toEqual([(await models.current())!.version]);
    expect(seen.warmed.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `r${50 + n}`));
    expect(seen.outcomes).toEqual(['published']);
    for (const step of ['reading', 'tuning', 'judging', 'training', 'publishing', 'warming']) {
      expect(seen.steps).toContain(step);
    }
  });

  test('warms everybody or nobody when it is told to', async () => {
    const all = await aWorker({ warm: 'all' });
    await all.handlerOf('one')(nightly, all.context);
    expect(all.seen.warmed).toHaveLength(60);
    const none = await aWorker({ warm: 'off' });
    await none.handlerOf('one')(nightly, none.context);
    expect(none.seen.warmed).toEqual([]);
  });

  test('of a first start is quick: it neither tunes nor judges', async () => {
    const { handlerOf, context, seen, published } = await aWorker();
    await handlerOf('one')({ reason: 'first-start' }, context);
    expect((await published())!.quality).toBeUndefined();
    expect(seen.steps).not.toContain('tuning');
  });

  test('tunes anew after a week and not before', async () => {
    const { handlerOf, context, seen, passDays } = await aWorker();
    await handlerOf('one')(nightly, context);
    seen.steps.clear();
    passDays(6);
    await handlerOf('one')(nightly, context);
    expect(seen.steps).not.toContain('tuning');
    passDays(2);
    await handlerOf('one')(nightly, context);
    expect(seen.steps).toContain('tuning');
  });
});

describe('a model that is worse', () => {
  test('is refused, remembered with the reason, and the one before stays', async () => {
    const { handlerOf, context, models, published, store, seen } = await aWorker();
    await handlerOf('one')(nightly, context);
    const good = (await published())!;
    const tooGood = { ...good, quality: { ...good.quality!, recall: 1, ndcg: 5 } };
    await models.publish('9-in-service', encodePublishedModel(tooGood), new Date(0));
    await handlerOf('one')(nightly, context);
    expect((await models.current())!.version).toBe('9-in-service');
    expect(seen.outcomes).toEqual(['published', 'refused']);
    const last = await createRefreshRecords(store.system).lastRefresh();
    expect(last).toMatchObject({
      outcome: 'refused',
      objections: [expect.stringMatching(/below/)],
    });
  });
});

describe('a refresh that is interrupted', () => {
  test.each(['reading', 'tuning', 'judging', 'training', 'checking', 'publishing'])(
    'while %s publishes nothing, and the next one does',
    async (step) => {
      const { handlerOf, context, models } = await aWorker();
      const abort = new AbortController();
      const interrupted = handlerOf('one')(nightly, {
        signal: abort.signal,
        report: async (_progress, at) => {
          if (at === step) abort.abort(new Error('killed'));
        },
      });
      await expect(interrupted).rejects.toThrow('killed');
      expect(await models.current()).toBeUndefined();
      await handlerOf('two')(nightly, context);
      expect(await models.current()).toBeDefined();
    },
  );
});

test('two workers that refresh at once do it one after the other', async () => {
  const { handlerOf, context } = await aWorker();
  let running = 0;
  let most = 0;
  const counting: JobContext = {
    ...context,
    report: async (_progress, step) => {
      if (step === 'reading') most = Math.max(most, (running += 1));
      if (step === 'publishing') running -= 1;
      await setImmediate();
    },
  };
  const first = handlerOf('one')(nightly, counting);
  await setImmediate();
  const abort = new AbortController();
  const second = handlerOf('two')(nightly, { ...counting, signal: abort.signal });
  await first;
  abort.abort(new Error('no longer wanted'));
  await expect(second).rejects.toThrow('aborted');
  expect(most).toBe(1);
});

test('a choice of an older release that cannot be read is chosen anew', async () => {
  const { store } = await aWorker();
  const records = createRefreshRecords(store.system);
  await records.rememberChoice({ algorithm: 'gone' } as unknown as Choice, new Date(1000));
  expect(await records.chosenSince(new Date(0))).toBeUndefined();
});
