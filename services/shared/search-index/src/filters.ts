import { foldedKey } from './fold.ts';
import { NO_RATING, type Segment } from './segment.ts';

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

/** Says of a document which {@link FILTER_KINDS} it fails; 0 when it meets all. */
export type FilterCheck = (document: number) => number;

/** The filters for one segment; `undefined` when there is none to check. */
export function compileFilters(segment: Segment, filters: IndexFilters): FilterCheck | undefined {
  const checks: FilterCheck[] = [];
  const { years, ratings, languages, subjects, subjectStarts } = segment;

  const { language, minYear, maxYear, minRating, isbn13 } = filters;
  if (language !== undefined) {
    const wanted = languageNumber(segment, language);
    checks.push((document) => (languages[document] === wanted ? 0 : FILTER_KINDS.language));
  }
  if (minYear !== undefined || maxYear !== undefined) {
    // NO_YEAR lies below every year, so a lower bound alone would shut it out, an upper one would not.
    const from = minYear ?? -10_000;
    const to = maxYear ?? 10_000;
    checks.push((document) =>
      years[document]! >= from && years[document]! <= to ? 0 : FILTER_KINDS.year,
    );
  }
  if (minRating !== undefined) {
    const least = Math.round(minRating * 1000);
    checks.push((document) =>
      ratings[document]! >= least && ratings[document] !== NO_RATING ? 0 : FILTER_KINDS.other,
    );
  }
  if (filters.subjects !== undefined && filters.subjects.length > 0) {
    const wanted = [...new Set(filters.subjects.map(foldedKey))].map((key) =>
      subjectNumber(segment, key),
    );
    checks.push((document) => {
      const from = subjectStarts[document]!;
      const to = subjectStarts[document + 1]!;
      for (const subject of wanted) {
        let at = from;
        while (at < to && subjects[at] !== subject) at += 1;
        if (at === to) return FILTER_KINDS.subject;
      }
      return 0;
    });
  }
  if (isbn13 !== undefined) {
    const holders = new Set(documentsWithIsbn(segment, isbn13));
    checks.push((document) => (holders.has(document) ? 0 : FILTER_KINDS.other));
  }
  if (checks.length === 0) return undefined;
  if (checks.length === 1) return checks[0];
  return (document) => {
    let failed = 0;
    for (const check of checks) failed |= check(document);
    return failed;
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
  return isbnDocuments.slice(low, end).sort();
}

/** -1 when no document has the language. */
function languageNumber({ languageBytes, languageStarts }: Segment, language: string): number {
  const wanted = Buffer.from(language);
  for (let i = 1; i < languageStarts.length - 1; i += 1) {
    const bytes = languageBytes.subarray(languageStarts[i], languageStarts[i + 1]);
    if (Buffer.compare(bytes, wanted) === 0) return i;
  }
  return -1;
}

/** -1 when no document has the subject. */
function subjectNumber({ subjectKeyBytes, subjectKeyStarts }: Segment, key: string): number {
  const wanted = Buffer.from(key);
  let low = 0;
  let high = subjectKeyStarts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bytes = subjectKeyBytes.subarray(subjectKeyStarts[middle], subjectKeyStarts[middle + 1]);
    const order = Buffer.compare(bytes, wanted);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}
