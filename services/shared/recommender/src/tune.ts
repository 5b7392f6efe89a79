import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import { ascend, type Grid } from './coordinate-ascent.ts';
import { hasOneScore, holdOut, type Holdout, type TestReader } from './holdout.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { startItemRidgeTraining, type TrainingOptions } from './item-ridge-training.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { mean } from './metrics.ts';
import { ratingCount, type RatingMatrix } from './rating-matrix.ts';
import { rankRows, rankRowsByReaders, rateRanking, type RowRanker } from './row-ranking.ts';
import { rankShortProfiles, shortenProfiles, type ShortReaders } from './short-profiles.ts';
import { blendOf, tuneBlend } from './tune-blend.ts';
import type { Scorer } from './scorer.ts';
import { COSINE_GRID, itemRidgeGrid, SHORT_COSINE_GRID } from './tuning-grids.ts';
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

/**
 * Shares of each reader's ratings that validation may hold out. The less, the more alike is what is left to the whole, which wants
 * other parameters than a smaller set; but there must be enough readers to judge by.
 */
const VALIDATION_SHARES = { least: 0.1, most: 0.2 };
/** Readers that settings are tried on: rows are in no order, so the first are a fair sample. */
const MAX_READERS = 12_000;
const MAX_COSINE_READERS = 2000;
/** Settings for short profiles take little time to try, and a hit is rarer: more readers are needed to tell. */
const MAX_SHORT_READERS = 3000;
/** The more ratings, the longer a training takes and the less there is to choose. */
const RATINGS_TIMES_TRAININGS = 30_000_000;
const MIN_TRAININGS = 8;
const MAX_TRAININGS = 40;
/** The blend costs more to answer with, and has more that was fitted to validation: it has to be better by this share. */
const BLEND_MARGIN = 0.005;
/** Fewer readers than this cannot decide anything. */
const MIN_READERS = 30;

/**
 * Chooses algorithm and parameters for a set of ratings by validation on a part of them. Same ratings, same seed, same
 * choice.
 */
export async function tune(matrix: RatingMatrix, options: TuningOptions): Promise<Tuning> {
  const { train, readers } = options.validation ?? holdOutEnough(matrix, options.seed);
  const known = readers.filter(({ row }) => row !== -1);
  const lengthOf = ({ row }: TestReader) => train.userStarts[row + 1]! - train.userStarts[row]!;
  const isLong = (reader: TestReader) => lengthOf(reader) >= DEFAULT_CHOICE.longProfileLength;
  const everyone = known.slice(0, MAX_READERS);
  const longOnes = known.filter(isLong).slice(0, MAX_READERS);
  const newcomers = shortenProfiles(train, known.slice(0, MAX_SHORT_READERS), {
    maxLength: DEFAULT_CHOICE.longProfileLength - 1,
    seed: options.seed,
  });
  const judges = longOnes.length >= MIN_READERS ? longOnes : everyone;

  const cosineReaders = everyone.slice(0, MAX_COSINE_READERS);
  const userCosine = await tuneUserCosine(COSINE_GRID, options, (parameters) => {
    const scorer = createUserCosineScorer(train, parameters);
    return mean(rateRanking(cosineReaders, rankRows(train, scorer)));
  });
  const shortUserCosine = await tuneUserCosine(SHORT_COSINE_GRID, options, (parameters) =>
    mean(rateShort(train, createUserCosineScorer(train, parameters), newcomers)),
  );
  const candidates: Candidate[] = [
    { algorithm: 'popularity', rank: rankRowsByReaders(train) },
    scoredBy('user-cosine', train, createUserCosineScorer(train, userCosine)),
  ];
  let { itemRidge, userCosineWeight } = DEFAULT_CHOICE;
  if (options.algorithm !== 'popularity' && options.algorithm !== 'user-cosine') {
    const model = await tuneItemRidge(train, judges, options);
    itemRidge = model.parameters;
    const ridge = createItemRidgeScorer(model);
    candidates.push(scoredBy('item-ridge', train, ridge));
    if (options.algorithm !== 'item-ridge') {
      const cosine = createUserCosineScorer(train, userCosine);
      userCosineWeight = tuneBlend(train, judges, ridge, cosine);
      options.onProgress?.('blend', 1, 1);
      const blend = blendOf(train, ridge, cosine, userCosineWeight);
      candidates.push(scoredBy('blend', train, blend));
    }
  }
  const rated = candidates.map((candidate) => {
    return { ...candidate, value: mean(rateRanking(judges, candidate.rank)) };
  });
  // Where there is nobody to judge, what is good elsewhere.
  const wanted = options.algorithm ?? (judges.length === 0 ? DEFAULT_CHOICE.algorithm : undefined);
  const best = rated.find(({ algorithm }) => algorithm === wanted) ?? bestOf(rated);
  return {
    choice: {
      algorithm: best.algorithm,
      longProfileLength:
        options.algorithm === undefined
          ? tuneLength(
              newcomers.lengths,
              rateShort(train, createUserCosineScorer(train, shortUserCosine), newcomers),
              best.scorer === undefined
                ? rateRanking(newcomers.readers, best.rank)
                : rateShort(train, best.scorer, newcomers),
            )
          : 1,
      userCosine,
      shortUserCosine,
      itemRidge,
      userCosineWeight,
    },
    validation: Object.fromEntries(rated.map(({ algorithm, value }) => [algorithm, value])),
  };
}

function holdOutEnough(matrix: RatingMatrix, seed: number): Holdout {
  const { least, most } = VALIDATION_SHARES;
  const holdout = holdOut(matrix, least, seed);
  return holdout.readers.length >= MAX_READERS ? holdout : holdOut(matrix, most, seed);
}

type Candidate = {
  readonly algorithm: Algorithm;
  readonly rank: RowRanker;
  /** Absent for popularity. */
  readonly scorer?: Scorer;
};

function scoredBy(algorithm: Algorithm, train: RatingMatrix, scorer: Scorer): Candidate {
  return { algorithm, scorer, rank: rankRows(train, scorer) };
}

function rateShort(train: RatingMatrix, scorer: Scorer, newcomers: ShortReaders): Float64Array {
  return rateRanking(newcomers.readers, rankShortProfiles(train, scorer, newcomers));
}

async function tuneUserCosine(
  grid: Grid<UserCosineParameters>,
  { onProgress }: TuningOptions,
  rate: (parameters: UserCosineParameters) => number,
): Promise<UserCosineParameters> {
  let done = 0;
  const tried = await ascend(
    DEFAULT_CHOICE.userCosine,
    grid,
    (parameters) => {
      done += 1;
      onProgress?.('user-cosine', done, done + 1);
      return rate(parameters);
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
      itemRidgeGrid(!hasOneScore(train)),
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
