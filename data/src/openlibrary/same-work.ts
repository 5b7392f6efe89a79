import type { Series } from '@books/domain/book';
import { foldName, foldTitle } from '../clean/fold.ts';

// Titles that one author's different books may well share.
const GENERIC_TITLES = new Set(
  `annual report|report|reports|proceedings|catalogue|catalog|collected works|complete works|selected works|works|
oeuvres|oeuvres completes|werke|gesammelte werke|samtliche werke|obras|obras completas|opere|poems|selected poems|
collected poems|complete poems|new poems|poesies|gedichte|poetry|plays|collected plays|selected plays|theatre|
short stories|selected stories|collected stories|stories|novels|essays|selected essays|collected essays|letters|
selected letters|correspondence|speeches|sermons|lectures|papers|selected papers|selected writings|writings|
memoirs|diary|journal|autobiography|untitled|no title|title|test|notebook|selections|address|bulletin|guide|manual|
index|bibliography|songs|drawings|paintings|prints|photographs|exhibition|quarterly report|newsletter|yearbook`
    .replaceAll('\n', '')
    .split('|'),
);
// Collections that share a title seldom share what is in them.
const COLLECTION = /\bother (?:stories|tales|essays|poems|plays|works|writings)\b/;
// A folded title of fewer letters is likely to be met by chance.
const SHORTEST_TITLE = 4;

/**
 * Whether two works may count as the same when they share this folded title. The rule for merging, in full: equal
 * folded titles that are neither generic nor a collection's ("and other stories"), first authors of the same folded name who are somebody in particular, and no
 * two different volumes of a series.
 */
export function isMergeableTitle(folded: string): boolean {
  return folded.length >= SHORTEST_TITLE && !GENERIC_TITLES.has(folded) && !COLLECTION.test(folded);
}

/** What the same work must agree in. */
export type WorkIdentity = {
  readonly title: string;
  /** Name of the first author. */
  readonly author: string;
  readonly series: Series | null;
};

/** Equal for works with equal folded titles and first authors. */
export function identityKey({ title, author }: WorkIdentity): string {
  return `${foldTitle(title)}\t${foldName(author)}`;
}

/** True when both are known to be different volumes. */
export function areDifferentVolumes(a: Series | null, b: Series | null): boolean {
  return a?.volume !== undefined && b?.volume !== undefined && a.volume !== b.volume;
}
