import { termText } from './dictionary.ts';
import type { IndexDocument } from './index-document.ts';
import { NO_RATING, NO_YEAR, type Segment, textAt } from './segment.ts';

export function idOf({ idBytes, idStarts }: Segment, document: number): string {
  return textAt(idBytes, idStarts, document);
}

export function titleOf({ titleBytes, titleStarts }: Segment, document: number): string {
  return textAt(titleBytes, titleStarts, document);
}

/** A document as it was taken in, but for what folding the series lost. Its ISBNs are given, as only they are not by document. */
export function readDocument(
  segment: Segment,
  document: number,
  isbn13s: readonly string[] = [],
): IndexDocument {
  const { authors, authorStarts, authorBytes, authorByteStarts } = segment;
  const { subjects, subjectStarts, subjectBytes, subjectByteStarts } = segment;
  const language = segment.languages[document]!;
  const year = segment.years[document]!;
  const average = starsOf(segment.sourceRatings[document]!);
  return {
    id: idOf(segment, document),
    title: titleOf(segment, document),
    authors: textsOf(authors, authorStarts, authorBytes, authorByteStarts, document),
    subjects: textsOf(subjects, subjectStarts, subjectBytes, subjectByteStarts, document),
    series: seriesOf(segment, document),
    year: year === NO_YEAR ? undefined : year,
    language:
      language === 0 ? undefined : textAt(segment.languageBytes, segment.languageStarts, language),
    rating: starsOf(segment.ratings[document]!),
    ratingsCount: segment.ratingCounts[document]!,
    popularity: segment.popularities[document]!,
    source: average === undefined ? undefined : { average, count: segment.sourceCounts[document]! },
    isbn13s,
  };
}

/** The ISBNs of all documents that have any. */
export function isbnsByDocument({ isbns, isbnDocuments }: Segment): Map<number, string[]> {
  const byDocument = new Map<number, string[]>();
  isbns.forEach((isbn, i) => {
    const document = isbnDocuments[i]!;
    byDocument.set(document, [...(byDocument.get(document) ?? []), String(isbn)]);
  });
  return byDocument;
}

function starsOf(thousandths: number): number | undefined {
  return thousandths === NO_RATING ? undefined : thousandths / 1000;
}

function textsOf(
  numbers: Uint32Array,
  starts: Uint32Array,
  bytes: Uint8Array,
  byteStarts: Uint32Array,
  document: number,
): string[] {
  const texts: string[] = [];
  for (let at = starts[document]!; at < starts[document + 1]!; at += 1) {
    texts.push(textAt(bytes, byteStarts, numbers[at]!));
  }
  return texts;
}

function seriesOf(segment: Segment, document: number): string {
  const { words, wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } = segment;
  const start =
    wordStarts[document]! +
    titleLengths[document]! +
    asideLengths[document]! +
    authorLengths[document]!;
  const terms = words.subarray(start, start + seriesLengths[document]!);
  return Array.from(terms, (term) => termText(segment, term)).join(' ');
}
