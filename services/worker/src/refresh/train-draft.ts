import type { SourceRating } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { decodePublishedModel } from '@books/recommender/published-model';
import { ratingCount, type RatingMatrix } from '@books/recommender/rating-matrix';
import type { TrainedModel } from '@books/recommender/train-model';
import { trainModelInThread } from '@books/recommender/train-model-in-thread';
import type { BookRepository } from '@books/storage/book-repository';
import type { RefreshDraft } from './refresh-draft.ts';
import type { RefreshRecords } from './refresh-records.ts';
import type { ReportStep } from './refresh-steps.ts';

export type TrainDraftDeps = {
  readonly books: Pick<BookRepository, 'all'>;
  readonly refreshRecords: RefreshRecords;
  /** Threads of the build. */
  readonly threadCount: number;
};

export type TrainDraftOptions = {
  /** A first model is there soon: it is neither tuned nor judged. */
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
  readonly report: ReportStep;
};

/** How long a tuning holds: parameters change with the kind of data, not with its amount. */
const TUNING_MS = 7 * 24 * 3600 * 1000;
const SEED = 20_170_901;

/**
 * Chooses, judges and builds a model of the ratings, in threads of its own. What the draft has of it is not done again, and
 * what is found is noted there at once.
 */
export async function trainDraft(
  { books, refreshRecords, threadCount }: TrainDraftDeps,
  matrix: RatingMatrix,
  draft: RefreshDraft,
  { isFirst, signal, report }: TrainDraftOptions,
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
      threadCount,
      choice: remembered ?? (isWorthJudging ? undefined : 'default'),
      isJudged: isWorthJudging,
      quality,
      sourceRatings: await readSourceRatings(books),
      onProgress: (step, done) => {
        // Not awaited: progress is a hint, and the training does not wait for it.
        report(step, done).catch(() => {});
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
