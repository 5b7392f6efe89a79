import { findBook } from '../book-table.ts';
import type { Holdout } from '../holdout.ts';
import { createRandom } from '../random.ts';
import { bookCount, ratingCount, userCount, type RatingMatrix } from '../rating-matrix.ts';
import { evaluateRecommender, type BookLister } from './evaluate-recommender.ts';
import type { Progress } from './progress.ts';
import { matchTestReaders } from './test-readers.ts';

export type EvaluationSets = {
  readonly train: RatingMatrix;
  readonly test: RatingMatrix;
  /** To tune by; without it a part of train is held out. */
  readonly validation?: Holdout | undefined;
};

export type MeasuringOptions = {
  /** Length of the lists. */
  readonly k: number;
  /** As if only so many training ratings of each test reader were known; all where nothing is said. */
  readonly known?: number | undefined;
  readonly seed: number;
};

/** What is measured of any algorithm, as printed by the command, hence the spelling. */
export type Measured = {
  readonly users: number;
  readonly items: number;
  readonly train: number;
  readonly test: number;
  readonly recall: number;
  readonly ndcg: number;
  readonly k: number;
  readonly coverage: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly peak_rss_mb: number;
};

/** Asks for a list for each reader of the test and compares: the same for every algorithm. */
export function measureLists(
  { train, test }: EvaluationSets,
  lister: BookLister,
  { k, known, seed }: MeasuringOptions,
  progress: Progress,
): Measured {
  const evaluation = evaluateRecommender(train, matchTestReaders(train, test), lister, {
    limit: k,
    known: known === undefined ? undefined : { count: known, random: createRandom(seed) },
    now: () => performance.now(),
    onProgress: (done, total) => progress.show('evaluate', done, total),
  });
  progress.stop();
  return {
    users: userCount(train),
    items:
      bookCount(train) + test.books.ids.filter((id) => findBook(train.books, id) === -1).length,
    train: ratingCount(train),
    test: ratingCount(test),
    recall: evaluation.recall,
    ndcg: evaluation.ndcg,
    k,
    coverage: evaluation.coverage,
    p50_ms: evaluation.p50Ms,
    p99_ms: evaluation.p99Ms,
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  };
}
