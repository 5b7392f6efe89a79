import type { BookTable } from './book-table.ts';
import type { Candidates } from './item-candidates.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import type { LinkWeights } from './item-ridge-solver.ts';
import { createRatingBaseline, type RatingBaseline } from './rating-baseline.ts';
import { bookCount, ratingCount, userCount, type RatingMatrix } from './rating-matrix.ts';

/** Books that 16 bits can number: targets are kept by page, so that each takes 2 bytes however many books there are. */
export const PAGE_SIZE = 65_536;

/**
 * What `item-ridge` needs to answer: links from each book to those it speaks for, 3 bytes each. With P pages (the
 * smallest number that holds all books), the links of book `j` to books of page `p` are the range
 * `linkStarts[j x P + p]` to `linkStarts[j x P + p + 1]`; link `n` leads to book `p x PAGE_SIZE + linkTargets[n]` and
 * weighs `linkWeights[n]` x `rowScales[j]`.
 */
export type ItemRidgeModel = {
  readonly books: BookTable;
  readonly parameters: ItemRidgeParameters;
  readonly baseline: RatingBaseline;
  readonly linkStarts: Uint32Array;
  /** Ascending within a range. */
  readonly linkTargets: Uint16Array;
  /** -127 to 127, never 0. */
  readonly linkWeights: Int8Array;
  readonly rowScales: Float32Array;
  /** How many readers have rated each book. */
  readonly readerCounts: Uint32Array;
  readonly trainedOn: {
    readonly users: number;
    readonly books: number;
    readonly ratings: number;
  };
};

export function pageCount(books: number): number {
  return Math.max(1, Math.ceil(books / PAGE_SIZE));
}

/** Turns the links round, from the books they lead to to the books they come from, and rounds them to 8 bits. */
export function collectLinks(
  matrix: RatingMatrix,
  parameters: ItemRidgeParameters,
  { candidates, weights }: { readonly candidates: Candidates; readonly weights: LinkWeights },
): ItemRidgeModel {
  const books = bookCount(matrix);
  const rowScales = new Float32Array(books);
  eachLink(candidates, weights, (source, _, weight) => {
    rowScales[source] = Math.max(rowScales[source]!, Math.abs(weight) / 127);
  });
  const pages = pageCount(books);
  const rangeOf = (source: number, target: number) => source * pages + (target >>> 16);
  const linkStarts = new Uint32Array(books * pages + 1);
  // Links too light for 8 bits would only take room.
  eachLink(candidates, weights, (source, target, weight) => {
    if (Math.round(weight / rowScales[source]!) === 0) return;
    linkStarts[rangeOf(source, target) + 1]! += 1;
  });
  for (let range = 0; range < books * pages; range += 1) {
    linkStarts[range + 1]! += linkStarts[range]!;
  }
  const links = linkStarts.at(-1)!;
  const linkTargets = new Uint16Array(links);
  const linkWeights = new Int8Array(links);
  const next = linkStarts.slice(0, -1);
  eachLink(candidates, weights, (source, target, weight) => {
    const rounded = Math.round(weight / rowScales[source]!);
    if (rounded === 0) return;
    const range = rangeOf(source, target);
    const at = next[range]!;
    next[range] = at + 1;
    linkTargets[at] = target;
    linkWeights[at] = rounded;
  });
  return {
    books: matrix.books,
    parameters,
    baseline: createRatingBaseline(matrix),
    linkStarts,
    linkTargets,
    linkWeights,
    rowScales,
    readerCounts: Uint32Array.from({ length: books }, (_, book) => {
      return matrix.bookStarts[book + 1]! - matrix.bookStarts[book]!;
    }),
    trainedOn: { users: userCount(matrix), books, ratings: ratingCount(matrix) },
  };
}

function eachLink(
  candidates: Candidates,
  weights: LinkWeights,
  visit: (source: number, target: number, weight: number) => void,
): void {
  for (let target = 0; target < candidates.counts.length; target += 1) {
    const start = target * candidates.width;
    const end = start + candidates.counts[target]!;
    for (let at = start; at < end; at += 1) {
      const weight = weights[at]!;
      if (weight !== 0) visit(candidates.books[at]!, target, weight);
    }
  }
}
