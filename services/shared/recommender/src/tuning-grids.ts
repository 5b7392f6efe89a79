import type { Grid } from './coordinate-ascent.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import type { UserCosineParameters } from './user-cosine.ts';

// What tuning tries, the parameters that matter most first: where trainings take long the budget ends early.

const SHRINKAGES = [0.5, 1, 2, 4, 8, 20, 50, 120, 300, 800, 2000];
const POPULARITY_DAMPINGS = [-0.6, -0.4, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.6];
const RIDGE_GRID: Grid<ItemRidgeParameters> = [
  ['popularityDamping', POPULARITY_DAMPINGS],
  ['similarityPrior', [0, 0.1, 0.3, 1, 3]],
  ['shrinkage', SHRINKAGES],
  ['likingPower', [0, 0.25, 0.5, 1]],
  ['activityDamping', [0, 0.3, 0.6]],
  ['readerEmphasis', [0, 1, 3]],
  ['profilePower', [0, 0.5, 1, 2]],
  ['targetPower', [0, 0.5, 1]],
  ['relativeShrinkage', [0, 0.5, 1.5, 5]],
  ['neighbourCount', [50, 75]],
  ['shrinkage', SHRINKAGES],
  ['popularityDamping', POPULARITY_DAMPINGS],
  ['similarityPrior', [0, 0.1, 0.3, 1, 3]],
];
const IDLE_WITHOUT_SCORES: readonly (keyof ItemRidgeParameters)[] = [
  'likingPower',
  'profilePower',
  'targetPower',
];

/** @param hasScores false where all ratings are the same: some parameters change nothing then */
export function itemRidgeGrid(hasScores: boolean): Grid<ItemRidgeParameters> {
  return RIDGE_GRID.filter(([name]) => hasScores || !IDLE_WITHOUT_SCORES.includes(name));
}

const POPULARITY_PULLS = [0, 10, 30, 100, 300, 1000];
export const COSINE_GRID: Grid<UserCosineParameters> = [
  ['neighbourCount', [50, 100, 300, 1000, 3000]],
  ['voteDamping', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7]],
  ['popularityPull', POPULARITY_PULLS],
  ['popularityDamping', [0, 0.25, 0.5, 0.75, 1]],
  ['neighbourCount', [50, 100, 300, 1000, 3000]],
];

const SHORT_VOTE_DAMPINGS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/** Of short profiles many readers are alike, so far more of them have a vote. */
export const SHORT_COSINE_GRID: Grid<UserCosineParameters> = [
  ['voteDamping', SHORT_VOTE_DAMPINGS],
  ['popularityPull', POPULARITY_PULLS],
  ['neighbourCount', [100, 300, 1000, 3000]],
  ['popularityDamping', [0, 0.25, 0.5, 0.75, 1]],
  ['voteDamping', SHORT_VOTE_DAMPINGS],
];
