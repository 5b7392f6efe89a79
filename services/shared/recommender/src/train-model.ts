import type { SourceRating } from '@books/domain/book';
import type { BookId } from '@books/domain/ids';
import { createChosenRecommender, DEFAULT_CHOICE, type Choice } from './choice.ts';
import { evaluateRecommender } from './evaluate/evaluate-recommender.ts';
import { holdOut, type Holdout } from './holdout.ts';
import { trainItemRidge } from './item-ridge-training.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { JUDGED_LIST_LENGTH, type ModelQuality } from './model-gate.ts';
import { createPopularity, ratedBooks } from './popularity.ts';
import { encodePublishedModel } from './published-model.ts';
import { bookCount, type RatingMatrix } from './rating-matrix.ts';
import type { Recommender } from './recommender.ts';
import { tune } from './tune.ts';

export type TrainModelOptions = {
  readonly seed: number;
  /** Worker threads of the build; the model does not depend on their number. */
  readonly threadCount: number;
  /** What an earlier tuning chose; `undefined` tunes anew, `default` takes what is good for books in general. */
  readonly choice?: Choice | 'default' | undefined;
  /** Whether to judge the model on held-out ratings, which costs a second training. */
  readonly isJudged: boolean;
  /** What an interrupted training of the same ratings was judged at; it is not judged again. */
  readonly quality?: ModelQuality | undefined;
  /** Ratings that came with the catalogue: the popularity that a model has to beat knows them. */
  readonly sourceRatings: ReadonlyMap<BookId, SourceRating>;
  /** @param done how much of the step is done, 0 to 1 */
  readonly onProgress?: (step: TrainingStep, done: number) => void;
  /** Told what tuning chose and what judging found as soon as they have, so that neither need be done twice. */
  readonly onFound?: (found: TrainingFound) => void;
};

export type TrainingFound = { readonly choice: Choice } | { readonly quality: ModelQuality };

export type TrainingStep = 'tuning' | 'judging' | 'training' | 'writing';

export type TrainedModel = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly choice: Choice;
  readonly quality?: ModelQuality | undefined;
};

/** Share of each reader's ratings that judging holds out. */
const JUDGED_SHARE = 0.2;
/** Readers that judge: more change the third digit only. */
const MAX_JUDGES = 5000;

/** Everything between ratings and a file to publish: choose, judge, build. Same ratings, options and seed: same bytes. */
export async function trainModel(
  matrix: RatingMatrix,
  options: TrainModelOptions,
): Promise<TrainedModel> {
  const { onProgress } = options;
  const chosen = await chooseFor(matrix, options);
  options.onFound?.({ choice: chosen });
  const isJudgedNow = options.isJudged && options.quality === undefined;
  if (isJudgedNow) onProgress?.('judging', 0);
  const quality = isJudgedNow ? await judge(matrix, chosen, options) : options.quality;
  if (quality !== undefined) options.onFound?.({ quality });
  onProgress?.('training', 0);
  const model = await build(matrix, chosen, options);
  // Where no two books have a reader in common there is nothing to learn between them.
  const hasLinks = model === undefined || model.linkWeights.length > 0;
  const choice: Choice = hasLinks ? chosen : { ...chosen, algorithm: 'user-cosine' };
  onProgress?.('writing', 0);
  return {
    bytes: encodePublishedModel({ choice, matrix, model: hasLinks ? model : undefined, quality }),
    choice: chosen,
    quality,
  };
}

async function chooseFor(
  matrix: RatingMatrix,
  { choice, seed, threadCount, onProgress }: TrainModelOptions,
) {
  if (choice === 'default') return DEFAULT_CHOICE;
  if (choice !== undefined) return choice;
  const tuning = await tune(matrix, {
    seed,
    threadCount,
    onProgress: (_step, done, total) => onProgress?.('tuning', done / total),
  });
  return tuning.choice;
}

async function build(
  matrix: RatingMatrix,
  { algorithm, itemRidge }: Choice,
  { threadCount, onProgress }: TrainModelOptions,
): Promise<ItemRidgeModel | undefined> {
  if (algorithm !== 'item-ridge' && algorithm !== 'blend') return undefined;
  return trainItemRidge(matrix, itemRidge, {
    threadCount,
    onProgress: (done, total) => onProgress?.('training', done / total),
  });
}

/** Holds ratings out with another seed than tuning does, so that what it fitted to is not what judges it. */
async function judge(
  matrix: RatingMatrix,
  choice: Choice,
  options: TrainModelOptions,
): Promise<ModelQuality> {
  const { train, readers } = holdOut(matrix, JUDGED_SHARE, options.seed + 1);
  const judges = readers.slice(0, MAX_JUDGES);
  const popularity = createPopularity({
    version: 'judged',
    books: ratedBooks(train).map((book) => ({
      ...book,
      source: options.sourceRatings.get(book.bookId),
    })),
  });
  const recommender = createChosenRecommender({
    choice,
    matrix: train,
    model: await build(train, choice, { ...options, onProgress: () => {} }),
    popularity,
    version: 'judged',
    findRow: Number,
  });
  const best = rate(train, judges, recommender, (done) => options.onProgress?.('judging', done));
  const baseline = rate(train, judges, popularity, () => {});
  return {
    readers: judges.length,
    books: bookCount(train),
    recall: best.recall,
    ndcg: best.ndcg,
    coverage: best.coverage,
    popularityRecall: baseline.recall,
    popularityNdcg: baseline.ndcg,
  };
}

function rate(
  train: RatingMatrix,
  judges: Holdout['readers'],
  recommender: Recommender,
  onProgress: (done: number) => void,
) {
  return evaluateRecommender(train, judges, recommender, {
    limit: JUDGED_LIST_LENGTH,
    now: () => 0,
    onProgress: (done, total) => onProgress(done / total),
  });
}
