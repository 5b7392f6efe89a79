import { createBlend } from './blend.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { DEFAULT_ITEM_RIDGE, type ItemRidgeParameters } from './item-ridge-parameters.ts';
import { createItemRidge } from './item-ridge.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import type { Profile, Recommendation, Recommender, RecommendOptions } from './recommender.ts';
import { createUserCosine, DEFAULT_USER_COSINE, type UserCosineParameters } from './user-cosine.ts';

export const ALGORITHMS = ['popularity', 'user-cosine', 'item-ridge', 'blend'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Everything that tuning decides. Plain data, to be kept beside a model. */
export type Choice = {
  /** For profiles of `longProfileLength` ratings and more. */
  readonly algorithm: Algorithm;
  readonly longProfileLength: number;
  /** For shorter profiles, from one rating on; without a rating popularity answers. */
  readonly shortAlgorithm: 'user-cosine' | 'popularity';
  readonly userCosine: UserCosineParameters;
  /** Of user cosine for profiles shorter than `longProfileLength`. */
  readonly shortUserCosine: UserCosineParameters;
  readonly itemRidge: ItemRidgeParameters;
  /** Of the blend: what a score of user cosine counts beside one of item ridge. */
  readonly userCosineWeight: number;
};

export const DEFAULT_CHOICE: Choice = {
  algorithm: 'item-ridge',
  longProfileLength: 5,
  shortAlgorithm: 'user-cosine',
  userCosine: DEFAULT_USER_COSINE,
  shortUserCosine: DEFAULT_USER_COSINE,
  itemRidge: DEFAULT_ITEM_RIDGE,
  userCosineWeight: 0.0002,
};

/** A choice as some release wrote it down: what has come since is missing. */
export type WrittenChoice = Partial<
  Omit<Choice, 'userCosine' | 'shortUserCosine' | 'itemRidge'>
> & {
  readonly userCosine?: Partial<UserCosineParameters>;
  readonly shortUserCosine?: Partial<UserCosineParameters> | undefined;
  readonly itemRidge?: Partial<ItemRidgeParameters>;
};

/** A choice of any release, with what came later set so that it means what it meant then. */
export function choiceOfAnyRelease(written: WrittenChoice): Choice {
  const { userCosine, shortUserCosine = userCosine, itemRidge, ...rest } = written;
  return {
    ...DEFAULT_CHOICE,
    ...rest,
    userCosine: { ...DEFAULT_USER_COSINE, ...PLAIN_VOTES, ...userCosine },
    shortUserCosine: { ...DEFAULT_USER_COSINE, ...PLAIN_VOTES, ...shortUserCosine },
    itemRidge: { ...DEFAULT_ITEM_RIDGE, ...PLAIN_LINKS, ...itemRidge },
  };
}
const PLAIN_VOTES = { voteDamping: 0, popularityPull: 0 };
const PLAIN_LINKS = { similarityPrior: 0, likingPower: 0 };

export type ChosenParts = {
  readonly choice: Choice;
  readonly matrix: RatingMatrix;
  /** Needed by `item-ridge` and `blend`. */
  readonly model?: ItemRidgeModel | undefined;
  readonly popularity: Recommender;
  readonly version: string;
  /** Number of a reader's row when the ids asked with are not those of the matrix. */
  readonly findRow?: ((userId: string) => number) | undefined;
  /** How many of the newest ratings count; 500 where nothing is said. */
  readonly maxProfileLength?: number | undefined;
};

/**
 * The recommender of a choice: by the length of the profile, and filled up by the next simpler algorithm when it has
 * fewer books to offer than were asked for, down to popularity.
 */
export function createChosenRecommender({ choice, ...parts }: ChosenParts): Recommender {
  const { matrix, popularity, version, findRow, maxProfileLength } = parts;
  const userCosineOf = (parameters: UserCosineParameters) =>
    createUserCosine({ matrix, version, parameters, findRow, maxProfileLength });
  const userCosine = userCosineOf(choice.userCosine);
  const best = createBest({ choice, ...parts }, userCosine);
  const forLong = best === popularity ? [best] : [...new Set([best, userCosine, popularity])];
  const forShort =
    choice.shortAlgorithm === 'popularity'
      ? [popularity]
      : [userCosineOf(choice.shortUserCosine), popularity];

  const recommend = (profile: Profile, options: RecommendOptions) => {
    if (profile.length === 0) return popularity.recommend(profile, options);
    const isLong = profile.length >= choice.longProfileLength;
    return fillUp(isLong ? forLong : forShort, profile, options);
  };
  return { algorithm: choice.algorithm, version, recommend };
}

function createBest(parts: ChosenParts, userCosine: Recommender): Recommender {
  const { choice, model, popularity, version, maxProfileLength } = parts;
  if (choice.algorithm === 'popularity') return popularity;
  if (model === undefined || choice.algorithm === 'user-cosine') return userCosine;
  if (choice.algorithm === 'item-ridge') {
    return createItemRidge({ model, version, maxProfileLength });
  }
  return createBlend({
    matrix: parts.matrix,
    model,
    userCosine: choice.userCosine,
    userCosineWeight: choice.userCosineWeight,
    version,
    findRow: parts.findRow,
    maxProfileLength,
  });
}

/** Books of the next recommender follow those of the one before, their scores scaled to half of the last at most. */
function fillUp(
  recommenders: readonly Recommender[],
  profile: Profile,
  options: RecommendOptions,
): readonly Recommendation[] {
  const list: Recommendation[] = [];
  for (const recommender of recommenders) {
    const missing = options.limit - list.length;
    if (missing <= 0) break;
    const taken = new Set(list.map(({ bookId }) => bookId));
    const more = recommender.recommend(profile, {
      ...options,
      limit: missing,
      isAllowed: (bookId) => !taken.has(bookId) && options.isAllowed?.(bookId) !== false,
    });
    const last = list.at(-1)?.score;
    const scale = last === undefined ? 1 : last / 2 / (more[0]?.score ?? 1);
    for (const recommendation of more) list.push(scaled(recommendation, scale));
  }
  return list;
}

function scaled(recommendation: Recommendation, scale: number): Recommendation {
  if (scale === 1) return recommendation;
  return {
    ...recommendation,
    score: recommendation.score * scale,
    because: recommendation.because.map(({ bookId, weight }) => ({
      bookId,
      weight: weight * scale,
    })),
  };
}
