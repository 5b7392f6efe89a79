import type { BookTable } from './book-table.ts';
import type { Candidates } from './item-candidates.ts';
import { MAX_CANDIDATES, type ItemRidgeParameters } from './item-ridge-parameters.ts';
import type { LinkWeights } from './item-ridge-solver.ts';
import { createRatingBaseline, type RatingBaseline } from './rating-baseline.ts';
import { bookCount, ratingCount, userCount, type RatingMatrix } from './rating-matrix.ts';

/**
 * What `item-ridge` needs to answer: links from each book to those it speaks for. The links of book `j` are the range
 * `linkStarts[j]` to `linkStarts[j + 1]`; link `n` leads to `linkTargets[n]` and weighs `linkWeights[n]` x
 * `rowScales[j]`. 3 bytes a link below 65,536 books, else 5.
 */
export type ItemRidgeModel = {
  readonly books: BookTable;
  readonly parameters: ItemRidgeParameters;
  readonly baseline: RatingBaseline;
  readonly linkStarts: Uint32Array;
  /** Ascending within a row. */
  readonly linkTargets: Uint16Array | Uint32Array;
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
  const linkStarts = new Uint32Array(books + 1);
  // Links too light for 8 bits would only take room.
  eachLink(candidates, weights, (source, _, weight) => {
    if (Math.round(weight / rowScales[source]!) !== 0) linkStarts[source + 1]! += 1;
  });
  for (let book = 0; book < books; book += 1) linkStarts[book + 1]! += linkStarts[book]!;
  const links = linkStarts[books]!;
  const linkTargets = books <= 65_536 ? new Uint16Array(links) : new Uint32Array(links);
  const linkWeights = new Int8Array(links);
  const next = linkStarts.slice(0, -1);
  eachLink(candidates, weights, (source, target, weight) => {
    const rounded = Math.round(weight / rowScales[source]!);
    if (rounded === 0) return;
    const at = next[source]!;
    next[source] = at + 1;
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
    const start = target * MAX_CANDIDATES;
    const end = start + candidates.counts[target]!;
    for (let at = start; at < end; at += 1) {
      const weight = weights[at]!;
      if (weight !== 0) visit(candidates.books[at]!, target, weight);
    }
  }
}
