import type { Documents } from './candidates.ts';
import { findTerm } from './dictionary.ts';
import { foldedKey, foldedWords } from './fold.ts';
import { NO_RATING, NO_YEAR, type Segment, textAt } from './segment.ts';
import { compareRuns } from './term-runs.ts';

/** Conditions that every result meets. */
export type IndexFilters = {
  /** All of these, compared without regard to case and diacritics. */
  readonly subjects?: readonly string[];
  readonly language?: string;
  readonly minYear?: number;
  readonly maxYear?: number;
  /** Stars, 0 to 5; an unrated book never meets it. */
  readonly minRating?: number;
  /** 13 digits; anything else is met by no book. */
  readonly isbn13?: string;
};

/** Which kinds of filter a document fails, as bits: a facet is counted without its own kind. */
export const FILTER_KINDS = { language: 1, subject: 2, year: 4, other: 8 } as const;

/** Marks the documents that fail a filter with its kind. */
type Mark = (documents: Uint32Array, failures: Uint8Array) => void;

/** The filters of a query, ready to be asked of the documents of one segment. */
export type DocumentFilter = {
  /** For each document the {@link FILTER_KINDS} that it fails, as bits. */
  readonly failures: (documents: Uint32Array) => Uint8Array;
  /** The first documents that fail none, at most `limit`, and how many there are. */
  readonly passing: (documents: Uint32Array, limit: number) => Documents;
};

/** Documents that are looked at together: their failures stay where the processor has them at hand. */
const BLOCK_DOCUMENTS = 4096;

/** `undefined` when there is no filter. */
export function documentFilter(
  segment: Segment,
  filters: IndexFilters,
): DocumentFilter | undefined {
  const marks = [
    markLanguages(segment, filters),
    markYears(segment, filters),
    markRatings(segment, filters),
    markSubjects(segment, filters),
    markIsbns(segment, filters),
  ].filter((mark) => mark !== undefined);
  if (marks.length === 0) return undefined;
  const markAll = (documents: Uint32Array, failures: Uint8Array) => {
    for (const mark of marks) mark(documents, failures);
    return failures;
  };
  return {
    failures: (documents) => markAll(documents, new Uint8Array(documents.length)),
    passing: (documents, limit) => {
      const kept = new Uint32Array(Math.min(documents.length, limit));
      const failures = new Uint8Array(BLOCK_DOCUMENTS);
      let count = 0;
      for (let from = 0; from < documents.length; from += BLOCK_DOCUMENTS) {
        const block = documents.subarray(from, from + BLOCK_DOCUMENTS);
        markAll(block, failures.fill(0));
        count += take(block, failures, kept, count);
      }
      return { documents: kept.subarray(0, Math.min(count, limit)), count };
    },
  };
}

/** Puts the documents without a failure into `kept` from a place on, as far as there is room; returns how many there are. */
function take(
  documents: Uint32Array,
  failures: Uint8Array,
  kept: Uint32Array,
  from: number,
): number {
  let count = 0;
  let i = 0;
  for (; i < documents.length && from + count < kept.length; i += 1) {
    if (failures[i] !== 0) continue;
    kept[from + count] = documents[i]!;
    count += 1;
  }
  for (; i < documents.length; i += 1) count += failures[i] === 0 ? 1 : 0;
  return count;
}

function markLanguages(segment: Segment, { language }: IndexFilters): Mark | undefined {
  if (language === undefined) return undefined;
  const wanted = languageNumber(segment, language);
  const { languages } = segment;
  return (documents, failures) => {
    for (let i = 0; i < documents.length; i += 1) {
      if (languages.at(documents[i]!) !== wanted) failures[i]! |= FILTER_KINDS.language;
    }
  };
}

function markYears({ years }: Segment, { minYear, maxYear }: IndexFilters): Mark | undefined {
  if (minYear === undefined && maxYear === undefined) return undefined;
  // Above NO_YEAR, so that an upper bound alone shuts out what has no year.
  const from = minYear ?? NO_YEAR + 1;
  const to = maxYear ?? 32767;
  return (documents, failures) => {
    for (let i = 0; i < documents.length; i += 1) {
      failures[i]! |= FILTER_KINDS.year * isOutside(years[documents[i]!]!, from, to);
    }
  };
}

/** 1 or 0, worked out without a branch: over long lists of random values a mistaken guess at each costs most. */
function isOutside(value: number, from: number, to: number): number {
  return ((value - from) | (to - value)) >>> 31;
}

function markRatings({ ratings }: Segment, { minRating }: IndexFilters): Mark | undefined {
  if (minRating === undefined) return undefined;
  const least = Math.round(minRating * 1000);
  return (documents, failures) => {
    for (let i = 0; i < documents.length; i += 1) {
      failures[i]! |= FILTER_KINDS.other * isOutside(ratings[documents[i]!]!, least, NO_RATING - 1);
    }
  };
}

function markSubjects(segment: Segment, filters: IndexFilters): Mark | undefined {
  const keys = new Set(filters.subjects?.map(foldedKey));
  if (keys.size === 0) return undefined;
  const { subjects, subjectStarts } = segment;
  const wanted = Array.from(keys, (key) => subjectNumber(segment, key));
  const hasAll = (document: number) => {
    const from = subjectStarts[document]!;
    const to = subjectStarts[document + 1]!;
    return wanted.every((subject) => {
      let at = from;
      while (at < to && subjects[at] !== subject) at += 1;
      return at < to;
    });
  };
  return (documents, failures) => {
    for (let i = 0; i < documents.length; i += 1) {
      if (!hasAll(documents[i]!)) failures[i]! |= FILTER_KINDS.subject;
    }
  };
}

function markIsbns(segment: Segment, { isbn13 }: IndexFilters): Mark | undefined {
  if (isbn13 === undefined) return undefined;
  const holders = new Set(documentsWithIsbn(segment, isbn13));
  return (documents, failures) => {
    for (let i = 0; i < documents.length; i += 1) {
      if (!holders.has(documents[i]!)) failures[i]! |= FILTER_KINDS.other;
    }
  };
}

/** Documents that carry an ISBN. */
export function documentsWithIsbn(segment: Segment, isbn13: string): Uint32Array {
  if (!/^\d{13}$/.test(isbn13)) return new Uint32Array(0);
  const { isbns, isbnDocuments } = segment;
  const wanted = Number(isbn13);
  let low = 0;
  let high = isbns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isbns[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (isbns[end] === wanted) end += 1;
  return Uint32Array.from({ length: end - low }, (_, i) => isbnDocuments.at(low + i)).sort();
}

/** -1 when no document has the language. */
function languageNumber(segment: Segment, language: string): number {
  const { languageBytes, languageStarts } = segment;
  for (let i = 1; i < languageStarts.length - 1; i += 1) {
    if (textAt(segment, languageBytes, languageStarts, i) === language) return i;
  }
  return -1;
}

/** -1 when no document has the subject. */
function subjectNumber(segment: Segment, key: string): number {
  const { subjectTerms, subjectTermStarts } = segment;
  const terms = foldedWords(key).map((word) => findTerm(segment, word) ?? NO_TERM);
  if (terms.includes(NO_TERM)) return -1;
  let low = 0;
  let high = subjectTermStarts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [from, to] = [subjectTermStarts[middle]!, subjectTermStarts[middle + 1]!];
    const order = compareRuns(subjectTerms, from, to, terms, 0, terms.length);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

const NO_TERM = -1;
