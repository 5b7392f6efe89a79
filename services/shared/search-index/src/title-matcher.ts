import type { Plan } from './plan.ts';
import { FIELDS, TITLE_MATCHES, VARIANTS } from './scoring.ts';
import type { Segment } from './segment.ts';
import { type TermClasses, variantOf } from './term-classes.ts';

/** How titles relate to a query as a whole. */
export class TitleMatcher {
  readonly #segment: Segment;
  readonly #classes: TermClasses;
  readonly #articles: readonly number[];
  // Slots that may stand in titles come first; the others belong to an author criterion.
  #titleSlots = 0;
  #typedLetters = 0;

  /** @param articles terms that may be left out at the beginning of a title */
  constructor(segment: Segment, classes: TermClasses, articles: readonly number[]) {
    this.#segment = segment;
    this.#classes = classes;
    this.#articles = articles;
  }

  prepare({ slots }: Plan): void {
    const firstElsewhere = slots.findIndex((slot) => (slot.fields & FIELDS.title) === 0);
    this.#titleSlots = firstElsewhere === -1 ? slots.length : firstElsewhere;
    this.#typedLetters = slots
      .slice(0, this.#titleSlots)
      .reduce((letters, { word }) => letters + word.length, 0);
  }

  /** Whether any word of the query may stand in a title. */
  get asksForTitle(): boolean {
    return this.#titleSlots > 0;
  }

  /** Whether a title is the query or begins with it, as one of {@link TITLE_MATCHES}; never `covered`. */
  match(document: number): number {
    const { words, wordStarts, titleLengths, asideLengths } = this.#segment;
    const start = wordStarts[document]!;
    const length = titleLengths[document]!;
    const wanted = this.#titleSlots;
    if (wanted === 0 || length === 0) return TITLE_MATCHES.none;
    if (length < wanted) return this.#compareRun(start, start + length + asideLengths[document]!);
    const direct = this.#compareRun(start, start + length);
    if (direct !== TITLE_MATCHES.none) return direct;
    // An article in front may have been left out.
    if (length === wanted || !this.#articles.includes(words[start]!)) return TITLE_MATCHES.none;
    const bare = this.#compareRun(start + 1, start + length);
    return bare === TITLE_MATCHES.equal ? TITLE_MATCHES.equalButArticle : bare;
  }

  /** Whether the words `[start, end)` are those of the query or begin with them. */
  #compareRun(start: number, end: number): number {
    const { words } = this.#segment;
    const { ofTerm, members } = this.#classes;
    const last = this.#titleSlots - 1;
    const length = end - start;
    if (length <= last) return TITLE_MATCHES.none;
    let variant = 0;
    for (let slot = 0; slot <= last; slot += 1) {
      variant = variantOf(members[ofTerm[words[start + slot]!]!]!, slot);
      if (variant === 0) return TITLE_MATCHES.none;
    }
    if (length > last + 1) return TITLE_MATCHES.begins;
    return variant === VARIANTS.prefix ? TITLE_MATCHES.begins : TITLE_MATCHES.equal;
  }

  /**
   * How much of a title that begins with the query has been typed. When it is the series in the title's parentheses, or
   * the book's own, that begins with it, how much of this, but for the number of the volume.
   */
  shareTyped(document: number): number {
    const { wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } = this.#segment;
    const start = wordStarts[document]!;
    const titleEnd = start + titleLengths[document]!;
    const asideEnd = titleEnd + asideLengths[document]!;
    const seriesStart = asideEnd + authorLengths[document]!;
    const seriesEnd = seriesStart + seriesLengths[document]!;
    const begins = (from: number, to: number) =>
      this.#compareRun(from, to) === TITLE_MATCHES.none
        ? Number.POSITIVE_INFINITY
        : this.#seriesLetters(from, to);
    const letters = Math.min(
      this.#letters(start, titleEnd),
      begins(titleEnd, asideEnd),
      begins(seriesStart, seriesEnd),
    );
    return Math.min(1, this.#typedLetters / letters);
  }

  /** Letters of the words `[from, to)`. */
  #letters(from: number, to: number): number {
    const { words, termStarts } = this.#segment;
    let letters = 0;
    for (let at = from; at < to; at += 1) {
      const term = words[at]!;
      letters += termStarts[term + 1]! - termStarts[term]!;
    }
    return letters;
  }

  /** Letters of the name of a series, without the number of the volume at its end. */
  #seriesLetters(from: number, to: number): number {
    const { words, termStarts, termLetters } = this.#segment;
    const isNumbered = to > from && isDigit(termLetters[termStarts[words[to - 1]!]!]!);
    return this.#letters(from, isNumbered ? to - 1 : to);
  }
}

function isDigit(letter: number): boolean {
  return letter >= 48 && letter <= 57;
}
