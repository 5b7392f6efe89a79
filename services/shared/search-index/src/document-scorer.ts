import { articleTerms, termText } from './dictionary.ts';
import type { Plan } from './plan.ts';
import { ScoreCeilings } from './score-ceilings.ts';
import {
  AUTHOR_WEIGHT,
  authorBonus,
  BEGINNING_VARIANT_WEIGHTS,
  beginningBonus,
  fameBonus,
  FIELDS,
  orderBonus,
  popularityPrior,
  saturation,
  TITLE_BONUSES,
  TITLE_MATCHES,
  titleWeights,
  VARIANT_WEIGHTS,
  VARIANTS,
  WEAK_FIELD_WEIGHT,
  WHOLE_TITLE_WEIGHT,
} from './scoring.ts';
import type { Segment } from './segment.ts';
import { SlotReader } from './slot-reader.ts';
import { keepsRuns } from './slot-runs.ts';
import type { TermClasses } from './term-classes.ts';
import { forEachTerm } from './term-runs.ts';
import { TitleMatcher } from './title-matcher.ts';

/** What of a query a document has. */
export type Coverage = {
  /** How many slots it has. */
  readonly slots: number;
  /** Score of those; comparable among documents that have equally many. */
  readonly score: number;
};

/** Scores documents by the recipe in `scoring`. */
export class DocumentScorer {
  readonly ceilings: ScoreCeilings;
  readonly #segment: Segment;
  readonly #classes: TermClasses;
  readonly #reader: SlotReader;
  readonly #titles: TitleMatcher;
  readonly #titleWeights: Float64Array;
  #idfs: readonly number[] = [];
  #plan: Plan | undefined;
  #slotCount = 0;

  /** @param meanTitleLength words of a title in the whole index, by which lengths are normalised */
  constructor(segment: Segment, classes: TermClasses, meanTitleLength: number) {
    const articles = articleTerms(segment);
    this.#segment = segment;
    this.#classes = classes;
    this.#titleWeights = titleWeights(meanTitleLength);
    this.#reader = new SlotReader(segment, classes);
    this.#titles = new TitleMatcher(segment, classes, articles);
    this.ceilings = new ScoreCeilings(segment, classes, articles, this.#titleWeights);
  }

  /**
   * @param idfs inverse document frequency of each slot, over the whole index
   * @param bestVariants how each slot is met at best, of `VARIANTS`; 0 when it is not
   */
  prepare(plan: Plan, idfs: readonly number[], bestVariants: readonly number[]): void {
    this.#plan = plan;
    this.#idfs = idfs;
    this.#slotCount = plan.slots.length;
    this.#reader.prepare(plan);
    this.#titles.prepare(plan);
    this.ceilings.prepare(plan, idfs, bestVariants);
  }

  /** Score of a document that has every slot and keeps every run; -1 of any other. */
  score(document: number): number {
    let found = this.#reader.readWords(document);
    const match = this.#titles.match(document);
    // In a title that begins with the query other fields do not count.
    if (match !== TITLE_MATCHES.begins) found += this.#reader.readSubjects(document);
    if (found < this.#slotCount) return -1;
    const { runs } = this.#plan!;
    if (runs.length > 0 && !keepsRuns(this.#segment, this.#classes, runs, document)) return -1;
    return this.#weigh(document, match);
  }

  /** What of the query a document has. */
  cover(document: number): Coverage {
    const slots = this.#reader.read(document);
    return { slots, score: this.#weigh(document, this.#titles.match(document)) };
  }

  /** The slot that a document lacks, which has all others; -1 when it has all, -2 when it lacks more. */
  missingSlot(document: number): number {
    const found = this.#reader.read(document);
    if (found === this.#slotCount) return -1;
    if (found < this.#slotCount - 1) return -2;
    return this.#reader.variants.indexOf(0);
  }

  /** Which slots the document read last has. */
  coveredSlots(): boolean[] {
    return Array.from({ length: this.#slotCount }, (_, slot) => this.#reader.variants[slot] !== 0);
  }

  /** The slots' words as a document has them; one found by its beginning stays as it was typed. */
  wordsAsFound(document: number): string[] {
    this.#reader.read(document);
    const { variants } = this.#reader;
    const found = this.#plan!.slots.map(({ word }) => word);
    forEachTerm(this.#segment, document, (term) => {
      const pairs = this.#classes.members[this.#classes.ofTerm[term]!]!;
      for (let i = 0; i < pairs.length; i += 2) {
        const slot = pairs[i]!;
        const variant = pairs[i + 1]!;
        if (variant !== variants[slot] || variant <= VARIANTS.prefix) continue;
        found[slot] = termText(this.#segment, term);
      }
    });
    return found;
  }

  /**
   * Score of the document read last.
   *
   * @param titleMatch what {@link TitleMatcher.match} says of it
   */
  #weigh(document: number, titleMatch: number): number {
    const { titleLengths, popularities } = this.#segment;
    const { variants, positions } = this.#reader;
    const isCovered = titleMatch === TITLE_MATCHES.none && this.#isCovered(document);
    const match = isCovered ? TITLE_MATCHES.covered : titleMatch;
    const titleWeight =
      match >= TITLE_MATCHES.begins
        ? WHOLE_TITLE_WEIGHT
        : this.#titleWeights[titleLengths[document]!]!;
    let sum = 0;
    let neighbours = 0;
    let asTyped = 0;
    let inTitle = 0;
    let onlyInAuthors = 0;
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      const variant = variants[slot]!;
      if (variant === 0) continue;
      const fields = this.#reader.fields[slot]!;
      const isBeginning = match === TITLE_MATCHES.begins && (fields & FIELDS.title) !== 0;
      let weight = 0;
      if (variant === VARIANTS.exact) asTyped += 1;
      if ((fields & FIELDS.title) !== 0) {
        weight += titleWeight;
        inTitle += 1;
      } else if ((fields & FIELDS.authors) !== 0) {
        onlyInAuthors += 1;
      }
      if (!isBeginning) {
        if ((fields & FIELDS.authors) !== 0) weight += AUTHOR_WEIGHT;
        if ((fields & (FIELDS.aside | FIELDS.other)) !== 0) weight += WEAK_FIELD_WEIGHT;
      }
      const variantWeights = isBeginning ? BEGINNING_VARIANT_WEIGHTS : VARIANT_WEIGHTS;
      sum += this.#idfs[slot]! * variantWeights[variant]! * saturation(weight);
      if (slot > 0 && positions[slot] === positions[slot - 1]! + 1) neighbours += 1;
    }
    const pairs = this.#slotCount - 1;
    const order = pairs === 0 ? 1 : orderBonus(neighbours / pairs);
    const prior = popularityPrior(popularities[document]!);
    const isAsTyped = asTyped === this.#slotCount;
    let bonus: number;
    if (onlyInAuthors === this.#slotCount) {
      bonus = authorBonus(isAsTyped && pairs > 0);
    } else {
      bonus = this.#titleBonus(document, match);
      const isWholeInTitle = inTitle === this.#slotCount && neighbours === pairs;
      if (isAsTyped && isWholeInTitle && match <= TITLE_MATCHES.begins) {
        bonus *= fameBonus(popularities[document]!);
      }
    }
    return sum * prior * bonus * order * this.#plan!.weight;
  }

  #titleBonus(document: number, match: number): number {
    return match === TITLE_MATCHES.begins
      ? beginningBonus(this.#titles.shareTyped(document))
      : TITLE_BONUSES[match]!;
  }

  /** Whether every word of the title was asked for and every slot stands in the title or the authors. */
  #isCovered(document: number): boolean {
    const { words, wordStarts, titleLengths } = this.#segment;
    const { variants, fields } = this.#reader;
    const length = titleLengths[document]!;
    if (!this.#titles.asksForTitle || length === 0 || length > this.#slotCount) return false;
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      if (variants[slot] === 0) return false;
      if ((fields[slot]! & (FIELDS.title | FIELDS.authors)) === 0) return false;
    }
    const start = wordStarts[document]!;
    for (let at = start; at < start + length; at += 1) {
      if (this.#classes.ofTerm[words[at]!] === 0) return false;
    }
    return true;
  }
}
