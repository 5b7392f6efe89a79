import { foldedKey, foldedWords } from './fold.ts';
import {
  emptyGathering,
  type GatheredColumn,
  ISBN_LOW_PART,
  YEAR_SHIFT,
} from './gathered-documents.ts';
import { type IndexDocument, splitTitle } from './index-document.ts';
import { latestOfEach } from './latest-of-each-id.ts';
import { fillSegment } from './segment-filler.ts';
import { NO_RATING, NO_YEAR, type Segment } from './segment.ts';

/** Words of a title, of its parentheses, of all authors and of a series that are indexed at most. */
const MAX_FIELD_WORDS = 255;

/**
 * Builds a segment from a stream of documents. What it holds meanwhile are growing columns of numbers and bytes, in
 * all about the size of the segment, and one string for each distinct term, author and subject.
 */
export class SegmentBuilder {
  readonly #gathered = emptyGathering();
  // Language 0 is "none".
  readonly #noLanguage = this.#gathered.languageNames.numberOf('');

  /** Takes a document in; of two with one id the later counts. */
  add(document: IndexDocument): void {
    const gathered = this.#gathered;
    const number = gathered.ids.count;
    gathered.ids.push(document.id);
    gathered.titles.push(document.title);
    this.#addWords(document);

    for (const name of document.authors) {
      gathered.authors.push(gathered.authorNames.numberOf(name));
    }
    gathered.authorStarts.push(gathered.authors.length);
    for (const subject of distinctByKey(document.subjects)) {
      gathered.subjects.push(gathered.subjectNames.numberOf(subject));
    }
    gathered.subjectStarts.push(gathered.subjects.length);
    for (const isbn of document.isbn13s) {
      gathered.isbns.push(Math.floor(Number(isbn) / ISBN_LOW_PART));
      gathered.isbns.push(Number(isbn) % ISBN_LOW_PART);
      gathered.isbnDocuments.push(number);
    }

    const { columns } = gathered;
    columns.years.push((document.year ?? NO_YEAR) + YEAR_SHIFT);
    columns.ratings.push(thousandths(document.rating));
    columns.ratingCounts.push(document.ratingsCount);
    columns.popularities.push(document.popularity);
    columns.sourceRatings.push(thousandths(document.source?.average));
    columns.sourceCounts.push(document.source?.count ?? 0);
    columns.languages.push(
      document.language === undefined
        ? this.#noLanguage
        : gathered.languageNames.numberOf(document.language),
    );
  }

  #addWords(document: IndexDocument): void {
    const { words, wordStarts, terms, columns } = this.#gathered;
    const { main, aside } = splitTitle(document.title);
    const add = (word: string) => words.push(terms.numberOf(word));
    const addField = (column: GatheredColumn, fieldWords: readonly string[]) => {
      const indexed = fieldWords.slice(0, MAX_FIELD_WORDS);
      indexed.forEach(add);
      columns[column].push(indexed.length);
    };
    addField('titleLengths', foldedWords(main));
    addField('asideLengths', foldedWords(aside));
    addField('authorLengths', document.authors.flatMap(foldedWords));
    addField('seriesLengths', foldedWords(document.series));
    // The words of subjects are kept once for each subject; here they only get their numbers.
    for (const word of document.subjects.flatMap(foldedWords)) terms.numberOf(word);
    wordStarts.push(words.length);
  }

  /** The segment. The builder is of no further use. */
  finish(): Segment {
    return fillSegment(this.#gathered, latestOfEach(this.#gathered.ids));
  }
}

/** A rating as the columns hold it. */
export function thousandths(rating: number | undefined): number {
  return rating === undefined ? NO_RATING : Math.round(rating * 1000);
}

/** Subjects of one document that differ in more than case and diacritics. */
function distinctByKey(subjects: readonly string[]): Iterable<string> {
  const byKey = new Map<string, string>();
  for (const subject of subjects) {
    const key = foldedKey(subject);
    if (!byKey.has(key)) byKey.set(key, subject);
  }
  return byKey.values();
}
