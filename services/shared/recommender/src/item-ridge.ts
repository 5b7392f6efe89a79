import { findAsked, roomFor } from './asked-links.ts';
import { keepReads } from './fetch-ahead.ts';
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
 * The score of book i is the sum over the profile of {@link starWeight} of the stars of j x (weight of the link from j to
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

/**
 * What a rating in a profile counts, 0 to 1: with `profilePower` 1 about 0.1, 0.35, 0.65, 0.9 and 1 for one to five stars. The step
 * between a book that was liked and one that was not is larger than those at the ends.
 */
export function starWeight(stars: number, profilePower: number): number {
  const share = stars / 5;
  return (3 * share ** 2 - 2 * share ** 3) ** profilePower;
}

/** As many books that speak for another count as much as the baseline. */
const LINK_PRIOR_WEIGHT = 5;

/** Targets in a line of the processor's cache. */
const LINKS_PER_LINE = 32;

export function createItemRidgeScorer(model: ItemRidgeModel): Scorer {
  const { linkStarts, linkTargets, linkWeights, rowScales, baseline } = model;
  const { profilePower } = model.parameters;
  const pages = pageCount(model.books.ids.length);
  // Position of a book in the list that is being explained.
  const positions = new Uint16Array(model.books.ids.length);
  // One bit for each of these books: small enough for the fastest memory, and most links lead to other books.
  const isAsked = new Uint32Array(Math.ceil(model.books.ids.length / 32));
  const starWeights = Float64Array.from({ length: 11 }, (_, half) =>
    starWeight(half / 2, profilePower),
  );

  // Of one range of links; one place more than the longest has.
  const foundLinks = new Uint32Array(Math.min(model.books.ids.length, PAGE_SIZE) + 1);

  let room = roomFor(0, 0);

  /** Asks for the links of all books before the first are needed. */
  const fetchLinks = (books: Uint32Array) => {
    let sum = 0;
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      sum += linkStarts[book * pages]! + rowScales[book]! + baseline.bookOffsets[book]!;
    }
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      const end = linkStarts[(book + 1) * pages]!;
      for (let i = linkStarts[book * pages]!; i < end; i += LINKS_PER_LINE) {
        sum += linkTargets[i]! + linkWeights[i]!;
      }
    }
    keepReads(sum);
  };

  const score = ({ books, stars }: IndexedProfile, board: ScoreBoard) => {
    fetchLinks(books);
    for (let m = 0; m < books.length; m += 1) {
      const book = books[m]!;
      const factor = rowScales[book]! * starWeights[stars[m]! * 2]!;
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
    room = roomFor(asked.length, width, room);
    const { addends, speakers, weightSums, deviations, confidences, predictedStars } = room;
    const generosity = readerOffset(baseline, profile);
    for (let n = 0; n < asked.length; n += 1) {
      const book = asked[n]!;
      positions[book] = n;
      isAsked[book >>> 5]! |= 1 << (book & 31);
    }
    for (let m = 0; m < width; m += 1) {
      const book = profile.books[m]!;
      const factor = rowScales[book]! * starWeights[profile.stars[m]! * 2]!;
      const expected = baseline.meanStars + baseline.bookOffsets[book]! + generosity;
      const deviation = profile.stars[m]! - expected;
      for (let page = 0; page < pages; page += 1) {
        const range = book * pages + page;
        const first = page * PAGE_SIZE;
        const [from, to] = [linkStarts[range]!, linkStarts[range + 1]!];
        const found = findAsked(linkTargets, from, to, first, isAsked, foundLinks);
        for (let f = 0; f < found; f += 1) {
          const i = foundLinks[f]!;
          const n = positions[first + linkTargets[i]!]!;
          const addend = factor * linkWeights[i]!;
          addends[n * width + m] = addend;
          if (addend <= 0) continue;
          speakers[n]! += 1;
          weightSums[n]! += addend;
          deviations[n]! += addend * deviation;
        }
      }
    }
    for (let n = 0; n < asked.length; n += 1) isAsked[asked[n]! >>> 5] = 0;
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
