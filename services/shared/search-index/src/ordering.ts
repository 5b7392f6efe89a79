import { foldedKey } from './fold.ts';
import { type IndexDocument, splitTitle } from './index-document.ts';
import { NO_RATING, type Segment } from './segment.ts';
import { compareRuns } from './term-runs.ts';

/** Orders of results. What is unknown goes last; ties go by relevance, then by popularity, then by id. */
export type IndexSort = 'relevance' | 'rating' | 'ratings' | 'newest' | 'title';

/** Order of two documents of one segment by a sort's own key; below 0 when the first comes first. */
export function compareDocuments(segment: Segment, sort: IndexSort) {
  const { ratings, ratingCounts, years, words, wordStarts, titleLengths } = segment;
  const rating = (document: number) => (ratings[document] === NO_RATING ? -1 : ratings[document]!);
  const byKey: Readonly<Record<IndexSort, (a: number, b: number) => number>> = {
    relevance: () => 0,
    rating: (a, b) => rating(b) - rating(a),
    ratings: (a, b) => ratingCounts[b]! - ratingCounts[a]!,
    newest: (a, b) => years[b]! - years[a]!,
    title: (a, b) => {
      const aFrom = wordStarts[a]!;
      const bFrom = wordStarts[b]!;
      const aTo = aFrom + titleLengths[a]!;
      return compareRuns(words, aFrom, aTo, words, bFrom, bFrom + titleLengths[b]!);
    },
  };
  return byKey[sort];
}

/** A document that is about to be shown, and how well it answers the query. */
export type RankedDocument = { readonly document: IndexDocument; readonly score: number };

/** Order of documents of different segments: that of {@link compareDocuments}, with ties. */
export function compareRanked(sort: IndexSort): (a: RankedDocument, b: RankedDocument) => number {
  const byKey = RANKED_KEYS[sort];
  return (a, b) =>
    byKey(a.document, b.document) ||
    b.score - a.score ||
    b.document.popularity - a.document.popularity ||
    compareTexts(a.document.id, b.document.id);
}

const RANKED_KEYS: Readonly<Record<IndexSort, (a: IndexDocument, b: IndexDocument) => number>> = {
  relevance: () => 0,
  rating: (a, b) => (b.rating ?? -1) - (a.rating ?? -1),
  ratings: (a, b) => b.ratingsCount - a.ratingsCount,
  newest: (a, b) => (b.year ?? -32768) - (a.year ?? -32768),
  title: (a, b) => compareTexts(titleKey(a), titleKey(b)),
};

function titleKey({ title }: IndexDocument): string {
  return foldedKey(splitTitle(title).main);
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
