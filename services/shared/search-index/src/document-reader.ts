import { termText } from './dictionary.ts';
import type { IndexDocument } from './index-document.ts';
import { NO_RATING, NO_YEAR, type Segment, textAt } from './segment.ts';

export function idOf(segment: Segment, document: number): string {
  return textAt(segment, segment.idBytes, segment.idStarts, document);
}

export function titleOf(segment: Segment, document: number): string {
  return textAt(segment, segment.titleBytes, segment.titleStarts, document);
}

/** A document as it was taken in, but for what folding the series lost. Its ISBNs are given, as only they are not by document. */
export function readDocument(
  segment: Segment,
  document: number,
  isbn13s: readonly string[] = [],
): IndexDocument {
  const language = segment.languages.at(document);
  const year = segment.years[document]!;
  const average = starsOf(segment.sourceRatings.at(document));
  return {
    id: idOf(segment, document),
    title: titleOf(segment, document),
    authors: authorsOf(segment, document),
    subjects: subjectsOf(segment, document),
    series: seriesOf(segment, document),
    year: year === NO_YEAR ? undefined : year,
    language:
      language === 0
        ? undefined
        : textAt(segment, segment.languageBytes, segment.languageStarts, language),
    rating: starsOf(segment.ratings[document]!),
    ratingsCount: segment.ratingCounts[document]!,
    popularity: segment.popularities[document]!,
    source:
      average === undefined ? undefined : { average, count: segment.sourceCounts.at(document) },
    isbn13s,
  };
}

/** The ISBNs of all documents that have any. */
export function isbnsByDocument({ isbns, isbnDocuments }: Segment): Map<number, string[]> {
  const byDocument = new Map<number, string[]>();
  isbns.forEach((isbn, i) => {
    const document = isbnDocuments.at(i);
    byDocument.set(document, [...(byDocument.get(document) ?? []), String(isbn)]);
  });
  return byDocument;
}

function starsOf(thousandths: number): number | undefined {
  return thousandths === NO_RATING ? undefined : thousandths / 1000;
}

function authorsOf(segment: Segment, document: number): string[] {
  const { authors, authorStarts, authorBytes, authorByteStarts } = segment;
  const from = authorStarts.at(document);
  return Array.from({ length: authorStarts.at(document + 1) - from }, (_, i) =>
    textAt(segment, authorBytes, authorByteStarts, authors.at(from + i)),
  );
}

function subjectsOf(segment: Segment, document: number): string[] {
  const { subjects, subjectStarts, subjectBytes, subjectByteStarts } = segment;
  return Array.from(
    subjects.subarray(subjectStarts[document], subjectStarts[document + 1]),
    (subject) => textAt(segment, subjectBytes, subjectByteStarts, subject),
  );
}

function seriesOf(segment: Segment, document: number): string {
  const { words, wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } = segment;
  const start =
    wordStarts[document]! +
    titleLengths[document]! +
    asideLengths[document]! +
    authorLengths[document]!;
  return Array.from({ length: seriesLengths[document]! }, (_, i) =>
    termText(segment, words[start + i]!),
  ).join(' ');
}
