import { GrowableNumbers, GrowableTexts } from './growable.ts';

/** Added to years, which are kept as whole numbers from 0 up while a segment is built. */
export const YEAR_SHIFT = 32768;
/** An ISBN is kept as two numbers: it divided by this, and the rest. 13 digits do not fit into 32 bits. */
export const ISBN_LOW_PART = 100_000;

/** Numbers for texts, in order of first appearance. */
export class Numbering {
  readonly #numbers = new Map<string, number>();

  get texts(): string[] {
    return [...this.#numbers.keys()];
  }

  get count(): number {
    return this.#numbers.size;
  }

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(text, number);
    }
    return number;
  }
}

/** Documents in the order they were added, as columns; what {@link fillSegment} makes a segment of. */
export type GatheredDocuments = {
  readonly terms: Numbering;
  readonly authorNames: Numbering;
  readonly subjectNames: Numbering;
  readonly languageNames: Numbering;
  readonly ids: GrowableTexts;
  readonly titles: GrowableTexts;
  readonly words: GrowableNumbers;
  readonly wordStarts: GrowableNumbers;
  readonly authors: GrowableNumbers;
  readonly authorStarts: GrowableNumbers;
  readonly subjects: GrowableNumbers;
  readonly subjectStarts: GrowableNumbers;
  readonly isbns: GrowableNumbers;
  readonly isbnDocuments: GrowableNumbers;
  readonly columns: Readonly<Record<GatheredColumn, GrowableNumbers>>;
};

const GATHERED_COLUMNS = [
  'titleLengths',
  'asideLengths',
  'authorLengths',
  'seriesLengths',
  'years',
  'ratings',
  'ratingCounts',
  'popularities',
  'sourceRatings',
  'sourceCounts',
  'languages',
] as const;
export type GatheredColumn = (typeof GATHERED_COLUMNS)[number];

export function emptyGathering(): GatheredDocuments {
  return {
    terms: new Numbering(),
    authorNames: new Numbering(),
    subjectNames: new Numbering(),
    languageNames: new Numbering(),
    ids: new GrowableTexts(),
    titles: new GrowableTexts(),
    words: new GrowableNumbers(),
    wordStarts: startingAtZero(),
    authors: new GrowableNumbers(),
    authorStarts: startingAtZero(),
    subjects: new GrowableNumbers(),
    subjectStarts: startingAtZero(),
    isbns: new GrowableNumbers(),
    isbnDocuments: new GrowableNumbers(),
    columns: {
      titleLengths: new GrowableNumbers(),
      asideLengths: new GrowableNumbers(),
      authorLengths: new GrowableNumbers(),
      seriesLengths: new GrowableNumbers(),
      years: new GrowableNumbers(),
      ratings: new GrowableNumbers(),
      ratingCounts: new GrowableNumbers(),
      popularities: new GrowableNumbers(),
      sourceRatings: new GrowableNumbers(),
      sourceCounts: new GrowableNumbers(),
      languages: new GrowableNumbers(),
    },
  };
}

function startingAtZero(): GrowableNumbers {
  const starts = new GrowableNumbers();
  starts.push(0);
  return starts;
}
