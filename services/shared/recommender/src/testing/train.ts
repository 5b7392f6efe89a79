import { createCandidateSearch, emptyCandidates } from '../item-candidates.ts';
import { collectLinks, type ItemRidgeModel } from '../item-ridge-model.ts';
import { DEFAULT_ITEM_RIDGE, type ItemRidgeParameters } from '../item-ridge-parameters.ts';
import { createRidgeSolver, emptyLinkWeights } from '../item-ridge-solver.ts';
import { bookCount, type RatingMatrix } from '../rating-matrix.ts';

/** Parameters that keep links even where a handful of readers is all there is. */
export const TINY_ITEM_RIDGE: ItemRidgeParameters = { ...DEFAULT_ITEM_RIDGE, shrinkage: 0.5 };

/** Trains in this thread and at once. */
export function trainHere(matrix: RatingMatrix, parameters = TINY_ITEM_RIDGE): ItemRidgeModel {
  const candidates = emptyCandidates(matrix, parameters.neighbourCount);
  const weights = emptyLinkWeights(candidates);
  createCandidateSearch(matrix)(0, bookCount(matrix), candidates);
  createRidgeSolver(matrix, parameters)(0, bookCount(matrix), candidates, weights);
  return collectLinks(matrix, parameters, { candidates, weights });
}
