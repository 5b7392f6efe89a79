/** What a model is worth on ratings that it was not trained on; shares from 0 to 1. */
export type ModelQuality = {
  /** How many readers judged. */
  readonly readers: number;
  readonly books: number;
  readonly recall: number;
  readonly ndcg: number;
  /** Share of the books that somebody's top 20 has. */
  readonly coverage: number;
  readonly popularityRecall: number;
  readonly popularityNdcg: number;
};

/** Length of the lists that are judged. */
export const JUDGED_LIST_LENGTH = 20;
/** A model may be this much worse than the one in service, as chance alone makes it now and then. */
const TOLERATED_LOSS = 0.02;
const MIN_COVERAGE = 0.5;
/** Coverage says something only when the lists together have this many places for each book. */
const PLACES_PER_BOOK = 4;

/**
 * Why a model should not be taken into service.
 *
 * @param inService quality of the model in service, judged in its own time; `undefined` when there is none
 * @returns sentences for people; empty when the model may be published
 */
export function objectionsTo(quality: ModelQuality, inService: ModelQuality | undefined): string[] {
  const objections: string[] = [];
  const { recall, ndcg, coverage, popularityRecall, popularityNdcg } = quality;
  if (![recall, ndcg, coverage].every((value) => Number.isFinite(value))) {
    return ['its quality is not a number'];
  }
  const score = recall + ndcg;
  const popularityScore = popularityRecall + popularityNdcg;
  if (score < popularityScore) {
    objections.push(
      `recall + NDCG of ${rounded(score)} is below ${rounded(popularityScore)} of popularity`,
    );
  }
  if (inService !== undefined) {
    const floor = (inService.recall + inService.ndcg) * (1 - TOLERATED_LOSS);
    if (score < floor) {
      objections.push(
        `recall + NDCG of ${rounded(score)} is below ${rounded(floor)}, 2 % under the model in service`,
      );
    }
  }
  const canTellCoverage = quality.readers * JUDGED_LIST_LENGTH >= quality.books * PLACES_PER_BOOK;
  if (canTellCoverage && coverage < MIN_COVERAGE) {
    objections.push(`only ${rounded(coverage)} of the books appear in anybody's list`);
  }
  return objections;
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
