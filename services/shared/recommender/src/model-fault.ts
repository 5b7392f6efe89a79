import type { ItemRidgeModel } from './item-ridge-model.ts';

/**
 * What makes a model unfit to be published, whatever its quality: a number that is none, or no link at all.
 *
 * @returns a sentence; `undefined` for a sound model
 */
export function modelFault(model: ItemRidgeModel): string | undefined {
  const { rowScales, linkWeights, baseline } = model;
  if (!Number.isFinite(baseline.meanStars) || !baseline.bookOffsets.every(Number.isFinite)) {
    return 'a mean rating is not a number';
  }
  if (!rowScales.every(Number.isFinite)) return 'a link weight is not a number';
  if (!linkWeights.some((weight) => weight !== 0)) return 'no book has a link to another';
  if (!rowScales.some((scale) => scale > 0)) return 'all link weights are zero';
  return undefined;
}
