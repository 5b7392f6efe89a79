import type { SourceRating } from '@books/domain/book';
import type { BookId, UserId } from '@books/domain/ids';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobPayload } from '@books/jobs/jobs';
import { objectionsTo } from '@books/recommender/model-gate';
import { smokeTest } from '@books/recommender/model-smoke';
import { decodePublishedModel } from '@books/recommender/published-model';
import { ratingCount, userCount, type RatingMatrix } from '@books/recommender/rating-matrix';
import type { TrainedModel } from '@books/recommender/train-model';
import { trainModelInThread } from '@books/recommender/train-model-in-thread';
import type { Clock } from '@books/service-kit/clock';
import type { Logger } from '@books/service-kit/logger';
import type { BookRepository } from '@books/storage/book-repository';
import type { Leases } from '@books/storage/lease';
import type { ModelStore } from '@books/storage/model-store';
import type { RatingRepository } from '@books/storage/rating-repository';
import { whileHolding } from './hold-lease.ts';
import { readRatings } from './read-ratings.ts';
import type { RefreshDraft, RefreshDrafts } from './refresh-draft.ts';
import type { LastRefresh, RefreshRecords } from './refresh-records.ts';

export type RefreshRecommendationsDeps = {
  readonly ratings: Pick<RatingRepository, 'parts'>;
  readonly books: Pick<BookRepository, 'all'>;
  readonly models: ModelStore;
  readonly leases: Leases;
  readonly refreshRecords: RefreshRecords;
  readonly drafts: RefreshDrafts;
  /** Tells those who serve recommendations that a new model is there. */
  readonly announceModel: (version: string) => Promise<void>;
  /** Computes the lists of these readers, so that their next request finds one. */
  readonly warmLists: (userIds: readonly UserId[], signal: AbortSignal) => Promise<void>;
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

/** How long a tuning holds: parameters change with the kind of data, not with its amount. */
const TUNING_MS = 7 * 24 * 3600 * 1000;
const SEED = 20_170_901;
export const REFRESH_LEASE_MS = 60_000;
/** Lists between two notes of how far the warming is. */
const WARMED_AT_A_TIME = 500;

/** Share of the work that is done when each step begins. */
const PROGRESS = {
  reading: 0,
  tuning: 0.1,
  judging: 0.5,
  training: 0.7,
  writing: 0.85,
  checking: 0.87,
  publishing: 0.9,
  warming: 0.92,
};
type Step = keyof typeof PROGRESS;

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
  // Steps have steps of their own, each of which begins at nothing: what is told never goes back.
  let furthest = 0;
  const advance = (progress: number, step: string) => {
    furthest = Math.max(furthest, progress);
    watch?.onProgress(step, furthest);
    return report(furthest, step);
  };
  const enter = async (step: Step) => {
    logger.info({ version, step }, 'refresh step begun');
    await advance(PROGRESS[step], step);
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
    const trained = await train(deps, matrix, draft, {
      isFirst: reason === 'first-start',
      signal,
      report: advance,
    });
    await enter('checking');
    const objections = [
      ...smokeTest(trained.bytes),
      ...(await objectionsOfGate(deps.models, trained)),
    ];
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
    await warm(deps, activeReaders, draft, { signal, report: advance });
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

/** Goes on behind the readers whose lists were computed before an interruption. */
async function warm(
  { warmLists }: RefreshRecommendationsDeps,
  readers: readonly UserId[],
  draft: RefreshDraft,
  { signal, report }: JobContext,
): Promise<void> {
  for (let from = draft.progress().warmedCount; from < readers.length; from += WARMED_AT_A_TIME) {
    await warmLists(readers.slice(from, from + WARMED_AT_A_TIME), signal);
    const warmedCount = Math.min(from + WARMED_AT_A_TIME, readers.length);
    await draft.note({ warmedCount });
    const share = warmedCount / readers.length;
    await report(PROGRESS.warming + (1 - PROGRESS.warming) * share, 'warming');
  }
}

async function train(
  { books, refreshRecords, refreshSettings }: RefreshRecommendationsDeps,
  matrix: RatingMatrix,
  draft: RefreshDraft,
  { isFirst, signal, report }: { isFirst: boolean } & JobContext,
): Promise<Pick<TrainedModel, 'bytes' | 'quality' | 'choice'>> {
  const { choice: chosenBefore, quality } = draft.progress();
  const stored = await draft.savedModel();
  if (stored !== undefined) {
    return { bytes: stored, quality, choice: chosenBefore ?? decodePublishedModel(stored).choice };
  }
  const isWorthJudging = !isFirst && ratingCount(matrix) > 0;
  const remembered =
    chosenBefore ??
    (await refreshRecords.chosenSince(new Date(draft.startedAt.getTime() - TUNING_MS)));
  const isTuned = remembered === undefined && isWorthJudging;
  let noted: Promise<void> = Promise.resolve();
  const trained = await trainModelInThread(
    matrix,
    {
      seed: SEED,
      threadCount: refreshSettings.threadCount,
      choice: remembered ?? (isWorthJudging ? undefined : 'default'),
      isJudged: isWorthJudging,
      quality,
      sourceRatings: await readSourceRatings(books),
      onProgress: (step, done) => {
        const span = { tuning: 0.4, judging: 0.2, training: 0.15, writing: 0.02 }[step];
        // Not awaited: progress is a hint, and the training does not wait for it.
        report(PROGRESS[step] + span * done, step).catch(() => {});
      },
      onFound: (found) => {
        const before = noted;
        noted = (async () => {
          await before;
          await draft.note(found);
          if (isTuned && 'choice' in found) {
            await refreshRecords.rememberChoice(found.choice, draft.startedAt);
          }
        })();
        // Awaited below; what goes wrong meanwhile must not end the process.
        noted.catch(() => {});
      },
    },
    signal,
  );
  await noted;
  await draft.saveModel(trained.bytes);
  return trained;
}

async function readSourceRatings(
  books: Pick<BookRepository, 'all'>,
): Promise<ReadonlyMap<BookId, SourceRating>> {
  const found = new Map<BookId, SourceRating>();
  for await (const { book_id, source_rating } of books.all()) {
    if (source_rating !== undefined) found.set(book_id, source_rating);
  }
  return found;
}

/** A model that nobody judged is the first one: there is nothing that it could be worse than. */
async function objectionsOfGate(
  models: ModelStore,
  { quality }: Pick<TrainedModel, 'quality'>,
): Promise<string[]> {
  if (quality === undefined) return [];
  const current = await models.current();
  if (current === undefined) return objectionsTo(quality, undefined);
  // A model in service that cannot be read is no measure for the next one.
  const inService = await models.read(current.version).then(
    (bytes) => decodePublishedModel(bytes).quality,
    () => undefined,
  );
  return objectionsTo(quality, inService);
}
