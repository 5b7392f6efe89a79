import { termText } from './dictionary.ts';
import type { IndexDocument } from './index-document.ts';
import type { Offsets } from './offsets.ts';
import type { PackedNumbers } from './packed-numbers.ts';
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
  const { authors, authorStarts, authorBytes, authorByteStarts } = segment;
  const { subjects, subjectStarts, subjectBytes, subjectByteStarts } = segment;
  const language = segment.languages.at(document);
  const year = segment.years[document]!;
  const average = starsOf(segment.sourceRatings.at(document));
  return {
    id: idOf(segment, document),
    title: titleOf(segment, document),
    authors: textsOf(segment, authors, authorStarts, authorBytes, authorByteStarts, document),
    subjects: textsOf(segment, subjects, subjectStarts, subjectBytes, subjectByteStarts, document),
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

function textsOf(
  segment: Segment,
  numbers: PackedNumbers,
  starts: Offsets,
  bytes: Uint8Array,
  byteStarts: Offsets,
  document: number,
): string[] {
  const texts: string[] = [];
  for (let at = starts.at(document); at < starts.at(document + 1); at += 1) {
    texts.push(textAt(segment, bytes, byteStarts, numbers.at(at)));
  }
  return texts;
}

function seriesOf(segment: Segment, document: number): string {
  const { words, wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } = segment;
  const start =
    wordStarts.at(document) +
    titleLengths[document]! +
    asideLengths[document]! +
    authorLengths[document]!;
  return Array.from({ length: seriesLengths[document]! }, (_, i) =>
    termText(segment, words.at(start + i)),
  ).join(' ');
}
