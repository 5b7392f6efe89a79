import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobPayload } from '@books/jobs/jobs';
import { ratingCount, userCount } from '@books/recommender/rating-matrix';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { BookRepository } from '@books/storage/book-repository';
import type { Leases } from '@books/storage/lease';
import type { ModelStore } from '@books/storage/model-store';
import type { RatingRepository } from '@books/storage/rating-repository';
import { whileHolding } from './hold-lease.ts';
import { objectionsToModel } from './objections-to-model.ts';
import { readRatings } from './read-ratings.ts';
import type { RefreshDraft, RefreshDrafts } from './refresh-draft.ts';
import type { LastRefresh, RefreshRecords } from './refresh-records.ts';
import { createStepReport, type RefreshStep } from './refresh-steps.ts';
import { trainDraft } from './train-draft.ts';
import { warmReaders, type WarmLists } from './warm-lists.ts';

export type RefreshRecommendationsDeps = {
  readonly ratings: Pick<RatingRepository, 'parts'>;
  readonly books: Pick<BookRepository, 'all'>;
  readonly models: ModelStore;
  readonly leases: Leases;
  readonly refreshRecords: RefreshRecords;
  readonly drafts: RefreshDrafts;
  /** Tells those who serve recommendations that a new model is there. */
  readonly announceModel: (version: string) => Promise<void>;
  readonly warmLists: WarmLists;
  readonly refreshSettings: RefreshSettings;
  readonly watch?: RefreshWatch;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Told of what happens, for those who measure it. */
export type RefreshWatch = {
  /** @param progress share of the work that is done, 0 to 1 */
  onProgress(step: string, progress: number): void;
  onResumed(): void;
  /** How a refresh ended. */
  onEnded(outcome: 'published' | 'refused'): void;
};

export type RefreshSettings = {
  /** Threads of the build. */
  readonly threadCount: number;
  /** Whose lists are computed afterwards: readers who rated in the last week, everybody, nobody. */
  readonly warm: 'active' | 'all' | 'off';
  /** Of {@link RefreshRecommendationsDeps.leases}; {@link REFRESH_LEASE_MS} when absent. */
  readonly leaseMs?: number;
  /** Ratings between two checkpoints of the export; some seconds of reading when absent. */
  readonly ratingsPerCheckpoint?: number;
};

export const REFRESH_LEASE_MS = 60_000;
/**
 * Reads all ratings, chooses, judges, builds and checks a model, and publishes it if there is nothing to be said against
 * it; then computes the lists of active readers. Two at once give one: who waited for another has it done already. Killed at
 * any step it has published nothing or everything; run again, in whatever process, it goes on with what was got done.
 */
export function refreshRecommendations(
  deps: RefreshRecommendationsDeps,
): JobHandler<'refresh-recommendations'> {
  return (payload, context) => {
    const askedAtMs = deps.clock().getTime();
    const { leaseMs = REFRESH_LEASE_MS } = deps.refreshSettings;
    return whileHolding(
      {
        leases: deps.leases,
        name: 'refresh-recommendations',
        renewEveryMs: leaseMs / 4,
        // As long as somebody renews it: a large library takes its time, and a dead holder's lease runs out.
        waitAtMostMs: Infinity,
        signal: context.signal,
      },
      async (signal) => {
        const last = await deps.refreshRecords.lastRefresh();
        if (last !== undefined && last.finishedAtMs > askedAtMs) {
          deps.logger.info({ version: last.version }, 'refresh left to the one under way');
          return;
        }
        await refresh(deps, payload, { ...context, signal });
      },
    );
  };
}

async function refresh(
  deps: RefreshRecommendationsDeps,
  { reason }: JobPayload<'refresh-recommendations'>,
  { signal, report }: JobContext,
): Promise<void> {
  const { clock, logger, watch } = deps;
  const begunAt = clock();
  const draft = await deps.drafts.open(begunAt);
  const { version } = draft;
  if (draft.isResumed) {
    watch?.onResumed();
    logger.info({ reason, version }, 'refresh resumed');
  }
  const reportStep = createStepReport(report, (step, done) => watch?.onProgress(step, done));
  const enter = async (step: RefreshStep) => {
    logger.info({ version, step }, 'refresh step begun');
    await reportStep(step, 0);
    signal.throwIfAborted();
  };

  await enter('reading');
  const { matrix, activeReaders } = await readRatings({
    ratings: deps.ratings,
    draft,
    warm: deps.refreshSettings.warm,
    ratingsPerCheckpoint: deps.refreshSettings.ratingsPerCheckpoint,
    signal,
  });
  const inService = (await deps.models.current())?.version;
  if (inService !== undefined && inService > version) {
    logger.warn({ version, inService }, 'refresh given up for a newer model');
    await draft.close();
    return;
  }
  if (inService !== version) {
    const { threadCount } = deps.refreshSettings;
    const isFirst = reason === 'first-start';
    const trained = await trainDraft({ ...deps, threadCount }, matrix, draft, {
      isFirst,
      signal,
      report: reportStep,
    });
    await enter('checking');
    const objections = await objectionsToModel(deps.models, trained);
    const outcome = objections.length === 0 ? 'published' : 'refused';
    if (outcome === 'published') {
      await enter('publishing');
      await deps.models.publish(version, trained.bytes, draft.startedAt);
    }
    const facts = {
      reason,
      version,
      objections,
      quality: trained.quality,
      algorithm: trained.choice.algorithm,
      readers: userCount(matrix),
      ratings: ratingCount(matrix),
      durationMs: clock().getTime() - begunAt.getTime(),
    };
    if (outcome === 'refused') {
      await finish(deps, draft, { outcome, objections });
      logger.error(facts, 'recommendation model refused, the one before stays');
      return;
    }
    logger.info(facts, 'recommendation model published');
  }
  await deps.announceModel(version).catch((error: unknown) => {
    logger.warn({ err: error }, 'model not announced, it will be found');
  });
  if (deps.refreshSettings.warm !== 'off' && reason !== 'first-start') {
    await enter('warming');
    await warmReaders(deps.warmLists, activeReaders, draft, { signal, report: reportStep });
  }
  await finish(deps, draft, { outcome: 'published', objections: [] });
}

async function finish(
  { refreshRecords, clock, watch }: RefreshRecommendationsDeps,
  draft: RefreshDraft,
  ended: Pick<LastRefresh, 'outcome' | 'objections'>,
): Promise<void> {
  const { version } = draft;
  await refreshRecords.rememberRefresh({ finishedAtMs: clock().getTime(), version, ...ended });
  await draft.close();
  watch?.onEnded(ended.outcome);
}
