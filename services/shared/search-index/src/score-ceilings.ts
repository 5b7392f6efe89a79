import {
  AUTHOR_WEIGHT,
  authorBonus,
  fameBonus,
  orderBonus,
  popularityPrior,
  saturation,
  WEAK_FIELD_WEIGHT,
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

  /** @param bestVariants how each slot is met at best, as weights */
  prepare(plan: Plan, idfs: readonly number[], bestVariants: readonly number[]): void {
    const idfSum = idfs.reduce((sum, idf, slot) => sum + idf * bestVariants[slot]!, 0);
    this.#authorBonus = authorBonus(idfs.length > 1);
    this.#mostIdf = idfSum * (idfs.length > 1 ? orderBonus(1) : 1) * plan.weight;
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
