import {
  ANY_FIELD,
  AUTHOR_WEIGHT,
  authorBonus,
  BEGINNING_VARIANT_WEIGHTS,
  beginningBonus,
  fameBonus,
  orderBonus,
  popularityPrior,
  saturation,
  VARIANT_WEIGHTS,
  WEAK_FIELD_WEIGHT,
  WHOLE_TITLE_WEIGHT,
} from './scoring.ts';
import type { Plan } from './plan.ts';
import type { Segment } from './segment.ts';
import type { TermClasses } from './term-classes.ts';

/** Sums in another order may differ in their last digits. */
const ROUNDING = 1 + 1e-9;

/** By how many bits a popularity has: what the largest such comes to. */
const PRIOR_CEILINGS = Array.from({ length: 33 }, (_, bits) => popularityPrior(2 ** bits - 1));
const FAME_CEILINGS = Array.from({ length: 33 }, (_, bits) => fameBonus(2 ** bits - 1));

/** What documents can score at most, from little of them: most need not be read. */
export class ScoreCeilings {
  readonly #segment: Segment;
  readonly #classes: TermClasses;
  readonly #articles: readonly number[];
  readonly #titleWeights: Float64Array;
  // What all slots add up to at most, but for saturation and prior.
  #mostIdf = 0;
  #authorBonus = 1;
  // What a title that begins with the only word of the query comes to at most, but for prior and bonus; else infinite.
  #mostOfBeginning = Number.POSITIVE_INFINITY;
  #typedLetters = 0;

  /**
   * @param articles terms that may be left out at the beginning of a title
   * @param titleWeights weight of a word in a title of so many words
   */
  constructor(
    segment: Segment,
    classes: TermClasses,
    articles: readonly number[],
    titleWeights: Float64Array,
  ) {
    this.#segment = segment;
    this.#classes = classes;
    this.#articles = articles;
    this.#titleWeights = titleWeights;
  }

  /** @param bestVariants how each slot is met at best, of `VARIANTS`; 0 when it is not */
  prepare(plan: Plan, idfs: readonly number[], bestVariants: readonly number[]): void {
    const sumBy = (weights: readonly number[]) =>
      idfs.reduce((sum, idf, slot) => sum + idf * weights[bestVariants[slot]!]!, 0) * plan.weight;
    this.#authorBonus = authorBonus(idfs.length > 1);
    this.#mostIdf = sumBy(VARIANT_WEIGHTS) * (idfs.length > 1 ? orderBonus(1) : 1);
    const [only, ...others] = plan.slots;
    const isOneWord = others.length === 0 && only?.fields === ANY_FIELD;
    this.#typedLetters = only?.word.length ?? 0;
    this.#mostOfBeginning = isOneWord
      ? sumBy(BEGINNING_VARIANT_WEIGHTS) * saturation(WHOLE_TITLE_WEIGHT) * ROUNDING
      : Number.POSITIVE_INFINITY;
  }

  /**
   * Whether a title begins with a word of the query, an article left out or not. Any other is neither the query nor
   * covered by it, and scores no more than its ceiling; these may score whatever they like.
   */
  beginsWithWord(document: number): boolean {
    const { words, wordStarts, titleLengths } = this.#segment;
    const { ofTerm } = this.#classes;
    const length = titleLengths[document]!;
    if (length === 0) return false;
    const start = wordStarts[document]!;
    if (ofTerm[words[start]!] !== 0) return true;
    return length > 1 && ofTerm[words[start + 1]!] !== 0 && this.#articles.includes(words[start]!);
  }

  /**
   * The most that a document scores whose title begins with a word of the query: infinite unless it is the only word, and
   * the title has further ones. Most of the many titles that begin with a letter or two need not be read for it.
   */
  beginning(document: number): number {
    if (this.#mostOfBeginning === Number.POSITIVE_INFINITY) return this.#mostOfBeginning;
    const { words, wordStarts, termStarts, titleLengths, asideLengths, authorLengths } =
      this.#segment;
    const { ofTerm } = this.#classes;
    const start = wordStarts[document]!;
    const length = titleLengths[document]!;
    const first = words[start]!;
    if (length <= (ofTerm[first] === 0 ? 2 : 1)) return Number.POSITIVE_INFINITY;
    const asideStart = start + length;
    const authorsStart = asideStart + asideLengths[document]!;
    const authorsEnd = authorsStart + authorLengths[document]!;
    // Of a series that begins with the word more may have been typed than of the title.
    const isSeries =
      (asideStart < authorsStart && ofTerm[words[asideStart]!] !== 0) ||
      (this.#segment.seriesLengths[document]! > 0 && ofTerm[words[authorsEnd]!] !== 0);
    if (isSeries) return Number.POSITIVE_INFINITY;
    // Authors may have the word in a better form, and then count alone.
    const ofAuthors = this.#hasWord(authorsStart, authorsEnd) ? this.#authorBonus : 1;
    const leastLetters = termStarts[first + 1]! - termStarts[first]! + length - 1;
    const bits = 32 - Math.clz32(this.#segment.popularities[document]!);
    const ofTitle = beginningBonus(this.#typedLetters / leastLetters) * FAME_CEILINGS[bits]!;
    return this.#mostOfBeginning * PRIOR_CEILINGS[bits]! * Math.max(ofTitle, ofAuthors);
  }

  /** The most that a document scores whose title does not begin with a word of the query, whatever else it has. */
  rough(document: number): number {
    return this.#ceiling(document, true, true);
  }

  /** The same, by whether its title and its authors have words of the query. */
  close(document: number): number {
    const { wordStarts, titleLengths, asideLengths, authorLengths } = this.#segment;
    const start = wordStarts[document]!;
    const titleEnd = start + titleLengths[document]!;
    const authorsStart = titleEnd + asideLengths[document]!;
    const isInTitle = this.#hasWord(start, titleEnd);
    const isInAuthors = this.#hasWord(authorsStart, authorsStart + authorLengths[document]!);
    return this.#ceiling(document, isInTitle, isInAuthors);
  }

  #ceiling(document: number, isInTitle: boolean, isInAuthors: boolean): number {
    const { titleLengths, popularities } = this.#segment;
    const weight =
      (isInTitle ? this.#titleWeights[titleLengths[document]!]! : 0) +
      (isInAuthors ? AUTHOR_WEIGHT : 0) +
      WEAK_FIELD_WEIGHT;
    const bits = 32 - Math.clz32(popularities[document]!);
    const bonus = Math.max(
      isInTitle ? FAME_CEILINGS[bits]! : 1,
      isInAuthors ? this.#authorBonus : 1,
    );
    return this.#mostIdf * saturation(weight) * PRIOR_CEILINGS[bits]! * bonus * ROUNDING;
  }

  /** Whether any of the words `[from, to)` is one of the query's. */
  #hasWord(from: number, to: number): boolean {
    const { words } = this.#segment;
    const { ofTerm } = this.#classes;
    for (let at = from; at < to; at += 1) if (ofTerm[words[at]!] !== 0) return true;
    return false;
  }
}
