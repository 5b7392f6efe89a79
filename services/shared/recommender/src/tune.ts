import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import { ascend, type Grid } from './coordinate-ascent.ts';
import { holdOut, type Holdout, type TestReader } from './holdout.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { startItemRidgeTraining, type TrainingOptions } from './item-ridge-training.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { ratingCount, type RatingMatrix } from './rating-matrix.ts';
import { mean } from './metrics.ts';
import { rankRows, rankRowsByReaders, rateRanking, type RowRanker } from './row-ranking.ts';
import { blendOf, tuneBlend } from './tune-blend.ts';
import { createUserCosineScorer, type UserCosineParameters } from './user-cosine.ts';

export type TuningOptions = Pick<TrainingOptions, 'threadCount' | 'threadUrl'> & {
  readonly seed: number;
  /** Settles the algorithm for profiles of any length but 0; parameters are tuned. */
  readonly algorithm?: Algorithm | undefined;
  /** Instead of holding out a part of the matrix. */
  readonly validation?: Holdout | undefined;
  readonly onProgress?: (step: string, done: number, total: number) => void;
};

export type Tuning = {
  readonly choice: Choice;
  /** Recall@20 + NDCG@20 of each algorithm on validation readers with long profiles, 0 to 2. */
  readonly validation: Readonly<Partial<Record<Algorithm, number>>>;
};

/** Share of each reader's ratings that validation holds out. */
const VALIDATION_SHARE = 0.2;
/** Readers that settings are tried on: rows are in no order, so the first are a fair sample. */
const MAX_READERS = 8000;
const MAX_COSINE_READERS = 2000;
/** The more ratings, the longer a training takes and the less there is to choose. */
const RATINGS_TIMES_TRAININGS = 20_000_000;
const MIN_TRAININGS = 6;
const MAX_TRAININGS = 32;
/** The blend costs more to answer with, and has more that was fitted to validation: it has to be better by this share. */
const BLEND_MARGIN = 0.005;
/** Fewer readers than this cannot decide anything. */
const MIN_READERS = 30;

const RIDGE_GRID: Grid<ItemRidgeParameters> = [
  ['shrinkage', [0.5, 1, 2, 4, 8, 20, 50, 120, 300, 800, 2000]],
  ['popularityDamping', [-0.2, 0, 0.2, 0.4, 0.6]],
  ['readerEmphasis', [0, 1, 3]],
  ['activityDamping', [0, 0.3, 0.6]],
  ['profilePower', [0, 0.5, 1, 2]],
  ['targetPower', [0, 0.5, 1]],
  ['relativeShrinkage', [0, 0.5, 1.5, 5]],
  ['neighbourCount', [50, 75]],
  ['shrinkage', [0.5, 1, 2, 4, 8, 20, 50, 120, 300, 800, 2000]],
];

const COSINE_GRID: Grid<UserCosineParameters> = [
  ['neighbourCount', [50, 100, 300, 1000, 3000]],
  ['voteDamping', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7]],
  ['popularityDamping', [0, 0.25, 0.5, 0.75, 1]],
  ['neighbourCount', [50, 100, 300, 1000, 3000]],
];

/**
 * Chooses algorithm and parameters for a set of ratings by validation on a part of them. Same ratings, same seed, same
 * choice.
 */
export async function tune(matrix: RatingMatrix, options: TuningOptions): Promise<Tuning> {
  const { train, readers } = options.validation ?? holdOut(matrix, VALIDATION_SHARE, options.seed);
  const known = readers.filter(({ row }) => row !== -1);
  const lengthOf = ({ row }: TestReader) => train.userStarts[row + 1]! - train.userStarts[row]!;
  const isLong = (reader: TestReader) => lengthOf(reader) >= DEFAULT_CHOICE.longProfileLength;
  const everyone = known.slice(0, MAX_READERS);
  const longOnes = known.filter(isLong).slice(0, MAX_READERS);
  const shortOnes = known.filter((reader) => !isLong(reader)).slice(0, MAX_READERS);
  const judges = longOnes.length >= MIN_READERS ? longOnes : everyone;

  const userCosine = await tuneUserCosine(train, everyone.slice(0, MAX_COSINE_READERS), options);
  const candidates: Candidate[] = [
    { algorithm: 'popularity', rank: rankRowsByReaders(train) },
    { algorithm: 'user-cosine', rank: rankRows(train, createUserCosineScorer(train, userCosine)) },
  ];
  let { itemRidge, userCosineWeight } = DEFAULT_CHOICE;
  if (options.algorithm !== 'popularity' && options.algorithm !== 'user-cosine') {
    const model = await tuneItemRidge(train, judges, options);
    itemRidge = model.parameters;
    const ridge = createItemRidgeScorer(model);
    candidates.push({ algorithm: 'item-ridge', rank: rankRows(train, ridge) });
    if (options.algorithm !== 'item-ridge') {
      const cosine = createUserCosineScorer(train, userCosine);
      userCosineWeight = tuneBlend(train, judges, ridge, cosine);
      options.onProgress?.('blend', 1, 1);
      const blend = blendOf(train, ridge, cosine, userCosineWeight);
      candidates.push({ algorithm: 'blend', rank: rankRows(train, blend) });
    }
  }
  const rated = candidates.map(({ algorithm, rank }) => {
    return { algorithm, rank, value: mean(rateRanking(judges, rank)) };
  });
  const best = rated.find(({ algorithm }) => algorithm === options.algorithm) ?? bestOf(rated);
  const rankByCosine = candidates[1]!.rank;
  return {
    choice: {
      algorithm: best.algorithm,
      longProfileLength:
        options.algorithm === undefined
          ? tuneLength(
              shortOnes.map(lengthOf),
              rateRanking(shortOnes, rankByCosine),
              rateRanking(shortOnes, best.rank),
            )
          : 1,
      userCosine,
      itemRidge,
      userCosineWeight,
    },
    validation: Object.fromEntries(rated.map(({ algorithm, value }) => [algorithm, value])),
  };
}

type Candidate = { readonly algorithm: Algorithm; readonly rank: RowRanker };

async function tuneUserCosine(
  train: RatingMatrix,
  readers: readonly TestReader[],
  { onProgress }: TuningOptions,
): Promise<UserCosineParameters> {
  let done = 0;
  const tried = await ascend(
    DEFAULT_CHOICE.userCosine,
    COSINE_GRID,
    (parameters) => {
      done += 1;
      onProgress?.('user-cosine', done, done + 1);
      const scorer = createUserCosineScorer(train, parameters);
      return mean(rateRanking(readers, rankRows(train, scorer)));
    },
    MAX_TRAININGS,
  );
  return tried[0]!.parameters;
}

async function tuneItemRidge(
  train: RatingMatrix,
  readers: readonly TestReader[],
  { onProgress, ...options }: TuningOptions,
): Promise<ItemRidgeModel> {
  const budget = Math.min(
    MAX_TRAININGS,
    Math.max(MIN_TRAININGS, Math.round(RATINGS_TIMES_TRAININGS / ratingCount(train))),
  );
  let trainings = 0;
  const training = startItemRidgeTraining(train, {
    ...options,
    onProgress: (done, total) =>
      onProgress?.('item-ridge', trainings * total + done, budget * total),
  });
  try {
    const tried = await ascend(
      DEFAULT_CHOICE.itemRidge,
      RIDGE_GRID,
      async (parameters) => {
        const model = await training.train(parameters);
        trainings += 1;
        return mean(rateRanking(readers, rankRows(train, createItemRidgeScorer(model))));
      },
      budget,
    );
    return await training.train(tried[0]!.parameters);
  } finally {
    await training.close();
  }
}

function bestOf<C extends Candidate & { readonly value: number }>(rated: readonly C[]): C {
  const worth = ({ algorithm, value }: C) =>
    algorithm === 'blend' ? value / (1 + BLEND_MARGIN) : value;
  return rated.reduce((best, candidate) => (worth(candidate) > worth(best) ? candidate : best));
}

/** The length from which on profiles are better served by the best algorithm than by user cosine; 5 without evidence. */
function tuneLength(
  lengths: readonly number[],
  byCosine: Float64Array,
  byBest: Float64Array,
): number {
  const { longProfileLength } = DEFAULT_CHOICE;
  if (lengths.length < MIN_READERS) return longProfileLength;
  let best = { length: longProfileLength, gain: 0 };
  let gain = 0;
  for (let length = longProfileLength - 1; length >= 1; length -= 1) {
    lengths.forEach((own, n) => {
      if (own === length) gain += byBest[n]! - byCosine[n]!;
    });
    if (gain > best.gain) best = { length, gain };
  }
  return best.length;
}
