import type { IndexedProfile } from './indexed-profile.ts';
import { PAGE_SIZE, pageCount, type ItemRidgeModel } from './item-ridge-model.ts';
import { clampStars, readerOffset } from './rating-baseline.ts';
import type { Recommender } from './recommender.ts';
import { addSignedRow, type ScoreBoard } from './score-board.ts';
import { createScoredRecommender } from './scored-recommender.ts';
import type { Evidence, Scorer } from './scorer.ts';

/**
 * Item-item links trained by ridge regression: each rating of the profile speaks for the books it links to.
 *
 * The score of book i is the sum over the profile of (stars of j / 5)^profilePower x (weight of the link from j to
 * i), as stored in 8 bits; each term is the addend of its rating, so taking a rating away lowers the score by exactly
 * its addend. Ratings of others never matter, the model alone does: `userId` is not needed.
 *
 * The predicted rating is the baseline of book and reader (see rating-baseline.ts) plus how far the reader's ratings of
 * the linked books stood from theirs, weighted by the links, as if five more had stood exactly on it. The confidence is
 * n / (n + 5) with n books of the profile that speak for this one.
 */
export function createItemRidge(options: {
  readonly model: ItemRidgeModel;
  readonly version: string;
  /** How many of the newest ratings count; 500 where nothing is said. */
  readonly maxProfileLength?: number | undefined;
}): Recommender {
  const { model, version, maxProfileLength } = options;
  return createScoredRecommender({
    algorithm: 'item-ridge',
    version,
    books: model.books,
    scorer: createItemRidgeScorer(model),
    findRow: () => -1,
    maxProfileLength,
  });
}

/** As many books that speak for another count as much as the baseline. */
const LINK_PRIOR_WEIGHT = 5;

export function createItemRidgeScorer(model: ItemRidgeModel): Scorer {
  const { linkStarts, linkTargets, linkWeights, rowScales, baseline } = model;
  const { profilePower } = model.parameters;
  const pages = pageCount(model.books.ids.length);
  // Position + 1 of a book in the list that is being explained; 0 for other books.
  const positions = new Uint16Array(model.books.ids.length);

  const score = ({ books, stars }: IndexedProfile, board: ScoreBoard) => {
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      const factor = rowScales[book]! * (stars[m]! / 5) ** profilePower;
      for (let page = 0; page < pages; page += 1) {
        const range = book * pages + page;
        addSignedRow(
          board,
          linkTargets,
          linkWeights,
          linkStarts[range]!,
          linkStarts[range + 1]!,
          page * PAGE_SIZE,
          factor,
        );
      }
    }
    return (asked: Uint32Array) => explain({ books, stars }, asked);
  };

  const explain = (profile: IndexedProfile, asked: Uint32Array): Evidence => {
    const width = profile.books.length;
    const addends = new Float64Array(asked.length * width);
    const speakers = new Uint32Array(asked.length);
    const weightSums = new Float64Array(asked.length);
    const deviations = new Float64Array(asked.length);
    const generosity = readerOffset(baseline, profile);
    asked.forEach((book, n) => (positions[book] = n + 1));
    for (let m = 0; m < width; m += 1) {
      const book = profile.books[m]!;
      const factor = rowScales[book]! * (profile.stars[m]! / 5) ** profilePower;
      const expected = baseline.meanStars + baseline.bookOffsets[book]! + generosity;
      const deviation = profile.stars[m]! - expected;
      for (let page = 0; page < pages; page += 1) {
        const range = book * pages + page;
        const first = page * PAGE_SIZE;
        const end = linkStarts[range + 1]!;
        for (let i = linkStarts[range]!; i < end; i += 1) {
          const n = positions[first + linkTargets[i]!]! - 1;
          if (n < 0) continue;
          const addend = factor * linkWeights[i]!;
          addends[n * width + m] = addend;
          if (addend <= 0) continue;
          speakers[n]! += 1;
          weightSums[n]! += addend;
          deviations[n]! += addend * deviation;
        }
      }
    }
    asked.forEach((book) => (positions[book] = 0));
    const confidences = new Float64Array(asked.length);
    const predictedStars = new Float64Array(asked.length);
    for (let n = 0; n < asked.length; n += 1) {
      confidences[n] = speakers[n]! / (speakers[n]! + LINK_PRIOR_WEIGHT);
      const expected = baseline.meanStars + baseline.bookOffsets[asked[n]!]! + generosity;
      const deviation = speakers[n] === 0 ? 0 : deviations[n]! / weightSums[n]!;
      predictedStars[n] = clampStars(expected + confidences[n]! * deviation);
    }
    return { predictedStars, confidences, addends };
  };

  return { score };
}
