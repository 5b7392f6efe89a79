import { setImmediate } from 'node:timers/promises';
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
import { fillWithTwoTastes } from '../testing/two-tastes.ts';
import { createRefreshDrafts } from './refresh-draft.ts';
import { createRefreshRecords } from './refresh-records.ts';
import { refreshRecommendations, type RefreshSettings } from './refresh-recommendations.ts';

async function aWorker(settings: Partial<RefreshSettings> = {}) {
  const store = openSqliteStore(':memory:');
  await fillWithTwoTastes(store);
  const models = createObjectModelStore(createMemoryObjectStore());
  const seen = {
    announced: [] as string[],
    warmed: [] as string[],
    outcomes: [] as string[],
    resumed: 0,
    steps: new Set<string>(),
  };
  const draftObjects = createMemoryObjectStore();
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
      drafts: createRefreshDrafts({ ...store, records: store.system, objects: draftObjects }),
      announceModel: async (version) => void seen.announced.push(version),
      warmLists: async (userIds) => void seen.warmed.push(...userIds),
      refreshSettings: { threadCount: 1, warm: 'active', ...settings },
      watch: {
        onProgress: () => {},
        onResumed: () => (seen.resumed += 1),
        onEnded: (outcome) => seen.outcomes.push(outcome),
      },
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
  return { store, models, draftObjects, seen, handlerOf, context, passDays, published, clock };
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
    const { handlerOf, context, models, published, store, seen, passDays } = await aWorker();
    await handlerOf('one')(nightly, context);
    const good = (await published())!;
    const tooGood = { ...good, quality: { ...good.quality!, recall: 1, ndcg: 5 } };
    await models.publish('20260111-in-service', encodePublishedModel(tooGood), new Date(0));
    passDays(2);
    await handlerOf('one')(nightly, context);
    expect((await models.current())!.version).toBe('20260111-in-service');
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
    'while %s publishes nothing, and the next one goes on',
    async (step) => {
      const { handlerOf, context, models, seen } = await aWorker();
      await expect(handlerOf('one')(nightly, interruptedAt(step))).rejects.toThrow('killed');
      expect(await models.current()).toBeUndefined();
      await handlerOf('two')(nightly, context);
      expect(await models.current()).toBeDefined();
      expect(seen).toMatchObject({ resumed: 1, outcomes: ['published'] });
    },
  );

  test('begins anew when what it had stored is gone', async () => {
    const { handlerOf, context, models, seen, draftObjects } = await aWorker();
    await expect(handlerOf('one')(nightly, interruptedAt('judging'))).rejects.toThrow('killed');
    for (const name of await draftObjects.names()) await draftObjects.remove(name);
    await handlerOf('two')(nightly, context);
    expect(await models.current()).toBeDefined();
    expect(seen).toMatchObject({ resumed: 0, outcomes: ['published'] });
  });

  test('is given up when a newer model was published meanwhile', async () => {
    const { handlerOf, context, models, seen, draftObjects } = await aWorker();
    await expect(handlerOf('one')(nightly, interruptedAt('judging'))).rejects.toThrow('killed');
    await models.publish('20260111', new Uint8Array(1), new Date(0));
    await handlerOf('two')(nightly, context);
    expect((await models.current())!.version).toBe('20260111');
    expect(seen.outcomes).toEqual([]);
    expect(await draftObjects.names()).toEqual([]);
  });

  test('writes nothing more once another worker has taken it over', async () => {
    const { store, draftObjects } = await aWorker();
    const drafts = createRefreshDrafts({ ...store, records: store.system, objects: draftObjects });
    const asleep = await drafts.open(new Date(1000));
    const awake = await drafts.open(new Date(2000));
    await awake.note({ isExported: true });
    await expect(asleep.note({ warmedCount: 1 })).rejects.toMatchObject({ kind: 'conflict' });
    expect(awake.version).toBe(asleep.version);
  });
});

/** A context that ends the work when it comes to a step. */
function interruptedAt(step: string): JobContext {
  const abort = new AbortController();
  return {
    signal: abort.signal,
    report: async (_progress, at) => {
      if (at === step) abort.abort(new Error('killed'));
    },
  };
}

test('a refresh that waited for another has been done by it', async () => {
  const { handlerOf, context, seen, clock, models } = await aWorker({ leaseMs: 40 });
  const first = handlerOf('one')(nightly, {
    ...context,
    report: async (progress, step) => {
      // Time passes, or nobody could tell which was first; the lease is renewed all along.
      clock.now = new Date(clock.now.getTime() + 1);
      await context.report(progress, step);
    },
  });
  await setImmediate();
  await Promise.all([first, handlerOf('two')(nightly, context)]);
  expect(seen.outcomes).toEqual(['published']);
  expect((await models.current())!.version).toBe('20260110T030000000Z');
});

test('a choice of an older release that cannot be read is chosen anew', async () => {
  const { store } = await aWorker();
  const records = createRefreshRecords(store.system);
  await records.rememberChoice({ algorithm: 'gone' } as unknown as Choice, new Date(1000));
  expect(await records.chosenSince(new Date(0))).toBeUndefined();
});
