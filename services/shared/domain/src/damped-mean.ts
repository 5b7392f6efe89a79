/**
 * Mean stars pulled towards a prior mean, so that one five-star rating does not outrank a thousand of 4.6
 * (the Bayesian average with a prior of `priorWeight` ratings).
 *
 * @param count how many ratings there are
 * @param sum their sum in stars
 * @param priorMean mean stars over the whole catalogue, 1 to 5
 * @param priorWeight how many ratings the prior counts as; 0 gives the plain mean
 * @returns stars, 1 to 5; `priorMean` when there is nothing to average
 */
export function dampedMean(
  { count, sum }: { readonly count: number; readonly sum: number },
  priorMean: number,
  priorWeight: number,
): number {
  const weight = count + priorWeight;
  return weight === 0 ? priorMean : (sum + priorMean * priorWeight) / weight;
}
