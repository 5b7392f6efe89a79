import type { SourceRating } from '@books/domain/book';
import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { JobContext, JobHandler } from '@books/jobs/job-queue';
import type { JobPayload } from '@books/jobs/jobs';
import { buildRatingMatrix } from '@books/recommender/build-rating-matrix';
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
import { versionOf } from '../version-of.ts';
import { whileHolding } from './hold-lease.ts';
import type { RefreshRecords } from './refresh-records.ts';

export type RefreshRecommendationsDeps = {
  readonly ratings: Pick<RatingRepository, 'all'>;
  readonly books: Pick<BookRepository, 'all'>;
  readonly models: ModelStore;
  readonly leases: Leases;
  readonly refreshRecords: RefreshRecords;
  /** Tells those who serve recommendations that a new model is there. */
  readonly announceModel: (version: string) => Promise<void>;
  /** Computes the lists of these readers, so that their next request finds one. */
  readonly warmLists: (userIds: readonly UserId[], signal: AbortSignal) => Promise<void>;
  readonly refreshSettings: RefreshSettings;
  /** Told how each refresh ended. */
  readonly onRefreshed?: (outcome: 'published' | 'refused') => void;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type RefreshSettings = {
  /** Threads of the build. */
  readonly threadCount: number;
  /** Whose lists are computed afterwards: readers who rated in the last week, everybody, nobody. */
  readonly warm: 'active' | 'all' | 'off';
};

const MS_PER_DAY = 24 * 3600 * 1000;
/** Days that tuning holds: parameters change with the kind of data, not with its amount. */
const TUNING_DAYS = 7;
/** A reader who rated within these days may come back soon. */
const ACTIVE_DAYS = 7;
const SEED = 20_170_901;
export const REFRESH_LEASE_MS = 60_000;

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
 * it; then computes the lists of active readers. Two at once wait for each other. Killed at any step it has published
 * nothing or everything, and may simply be run again.
 */
export function refreshRecommendations(
  deps: RefreshRecommendationsDeps,
): JobHandler<'refresh-recommendations'> {
  return (payload, context) =>
    whileHolding(
      {
        leases: deps.leases,
        name: 'refresh-recommendations',
        renewEveryMs: REFRESH_LEASE_MS / 4,
        waitAtMostMs: REFRESH_LEASE_MS * 2,
        signal: context.signal,
      },
      (signal) => refresh(deps, payload, { ...context, signal }),
    );
}

async function refresh(
  deps: RefreshRecommendationsDeps,
  { reason }: JobPayload<'refresh-recommendations'>,
  { signal, report }: JobContext,
): Promise<void> {
  const { models, clock, logger, refreshRecords } = deps;
  const startedAt = clock();
  // Steps have steps of their own, each of which begins at nothing: what is told never goes back.
  let furthest = 0;
  const advance = (progress: number, step: string) =>
    report((furthest = Math.max(furthest, progress)), step);
  const enter = (step: Step) => advance(PROGRESS[step], step);

  await enter('reading');
  const { matrix, activeReaders } = await readRatings(deps, signal, startedAt);
  const trained = await train(deps, matrix, {
    isFirst: reason === 'first-start',
    startedAt,
    signal,
    report: advance,
  });

  await enter('checking');
  const version = versionOf(startedAt);
  const objections = [...smokeTest(trained.bytes), ...(await objectionsOfGate(models, trained))];
  const outcome = objections.length === 0 ? 'published' : 'refused';
  if (outcome === 'published') {
    await enter('publishing');
    signal.throwIfAborted();
    await models.publish(version, trained.bytes, startedAt);
    await deps.announceModel(version).catch((error: unknown) => {
      logger.warn({ err: error }, 'model not announced, it will be found');
    });
  }
  await refreshRecords.rememberRefresh({
    finishedAtMs: clock().getTime(),
    outcome,
    version,
    objections,
  });
  deps.onRefreshed?.(outcome);
  const facts = {
    reason,
    version,
    objections,
    quality: trained.quality,
    algorithm: trained.choice.algorithm,
    readers: userCount(matrix),
    ratings: ratingCount(matrix),
    durationMs: clock().getTime() - startedAt.getTime(),
  };
  if (outcome === 'refused') {
    logger.error(facts, 'recommendation model refused, the one before stays');
    return;
  }
  logger.info(facts, 'recommendation model published');
  if (deps.refreshSettings.warm !== 'off' && reason !== 'first-start') {
    await enter('warming');
    await deps.warmLists(activeReaders, signal);
  }
}

async function readRatings(
  { ratings, refreshSettings: { warm } }: RefreshRecommendationsDeps,
  signal: AbortSignal,
  now: Date,
): Promise<{ matrix: RatingMatrix; activeReaders: readonly UserId[] }> {
  const activeSinceMs = warm === 'all' ? 0 : now.getTime() - ACTIVE_DAYS * MS_PER_DAY;
  const activeReaders = new Set<UserId>();
  const noticed = async function* (): AsyncIterable<Rating> {
    for await (const rating of ratings.all()) {
      signal.throwIfAborted();
      if (warm !== 'off' && rating.ratedAt.getTime() >= activeSinceMs)
        activeReaders.add(rating.userId);
      yield rating;
    }
  };
  return { matrix: await buildRatingMatrix(noticed()), activeReaders: [...activeReaders] };
}

async function train(
  { books, refreshRecords, refreshSettings }: RefreshRecommendationsDeps,
  matrix: RatingMatrix,
  { isFirst, startedAt, signal, report }: { isFirst: boolean; startedAt: Date } & JobContext,
): Promise<TrainedModel> {
  const isWorthJudging = !isFirst && ratingCount(matrix) > 0;
  const remembered = await refreshRecords.chosenSince(
    new Date(startedAt.getTime() - TUNING_DAYS * MS_PER_DAY),
  );
  const choice = remembered ?? (isWorthJudging ? undefined : 'default');
  const trained = await trainModelInThread(
    matrix,
    {
      seed: SEED,
      threadCount: refreshSettings.threadCount,
      choice,
      isJudged: isWorthJudging,
      sourceRatings: await readSourceRatings(books),
      onProgress: (step, done) => {
        const span = { tuning: 0.4, judging: 0.2, training: 0.15, writing: 0.02 }[step];
        // Not awaited: progress is a hint, and the training does not wait for it.
        report(PROGRESS[step] + span * done, step).catch(() => {});
      },
    },
    signal,
  );
  if (choice === undefined) await refreshRecords.rememberChoice(trained.choice, startedAt);
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
async function objectionsOfGate(models: ModelStore, { quality }: TrainedModel): Promise<string[]> {
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
