import { articleTerms, termText } from './dictionary.ts';
import type { Plan } from './plan.ts';
import {
  AUTHOR_BONUS,
  AUTHOR_WEIGHT,
  BEGINNING_VARIANT_WEIGHTS,
  beginningBonus,
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
import type { TermClasses } from './term-classes.ts';
import { forEachTerm } from './term-runs.ts';

/** Words a query has at most. */
export const MAX_SLOTS = 48;

/** Sums in another order may differ in their last digits. */
const ROUNDING = 1 + 1e-9;

/** By how many bits a popularity has: the prior of the largest such. */
const PRIOR_CEILINGS = Array.from({ length: 33 }, (_, bits) => popularityPrior(2 ** bits - 1));

const SUBJECT_STATES = { unread: 0, idle: 1, wanted: 2 } as const;

/** What of a query a document has. */
export type Coverage = {
  /** How many slots it has. */
  readonly slots: number;
  /** Score of those; comparable among documents that have equally many. */
  readonly score: number;
};

/** Reads documents word by word and scores them by the recipe in `scoring`. */
export class DocumentScorer {
  readonly #segment: Segment;
  readonly #classes: TermClasses;
  readonly #articles: readonly number[];
  readonly #titleWeights: Float64Array;
  readonly #variant = new Uint8Array(MAX_SLOTS);
  readonly #fields = new Uint8Array(MAX_SLOTS);
  readonly #position = new Int16Array(MAX_SLOTS);
  readonly #allowed = new Uint8Array(MAX_SLOTS);
  // Most documents share their subjects with many others, so it is remembered which have no word of the query.
  readonly #subjectStates: Uint8Array;
  #idfs: readonly number[] = [];
  #plan: Plan | undefined;
  #slotCount = 0;
  // Slots that may stand in titles come first; the others belong to an author criterion.
  #titleSlots = 0;
  #typedLetters = 0;
  // What all slots add up to at most, but for saturation and prior.
  #mostIdf = 0;

  /** @param meanTitleLength words of a title in the whole index, by which lengths are normalised */
  constructor(segment: Segment, classes: TermClasses, meanTitleLength: number) {
    this.#segment = segment;
    this.#classes = classes;
    this.#articles = articleTerms(segment);
    this.#subjectStates = new Uint8Array(segment.subjectTermStarts.length - 1);
    this.#titleWeights = titleWeights(meanTitleLength);
  }

  /**
   * @param idfs inverse document frequency of each slot, over the whole index
   * @param bestVariants how each slot is met at best, as weights
   */
  prepare(plan: Plan, idfs: readonly number[], bestVariants: readonly number[]): void {
    this.#plan = plan;
    this.#subjectStates.fill(SUBJECT_STATES.unread);
    this.#idfs = idfs;
    this.#slotCount = plan.slots.length;
    const idfSum = idfs.reduce((sum, idf, slot) => sum + idf * bestVariants[slot]!, 0);
    this.#mostIdf = idfSum * (idfs.length > 1 ? orderBonus(1) : 1) * plan.weight;
    plan.slots.forEach((slot, i) => (this.#allowed[i] = slot.fields));
    const firstElsewhere = plan.slots.findIndex((slot) => (slot.fields & FIELDS.title) === 0);
    this.#titleSlots = firstElsewhere === -1 ? plan.slots.length : firstElsewhere;
    this.#typedLetters = plan.slots
      .slice(0, this.#titleSlots)
      .reduce((letters, { word }) => letters + word.length, 0);
  }

  /** Score of a document that has every slot and keeps every run; -1 of any other. */
  score(document: number): number {
    let found = this.#readWords(document);
    const match = this.#runMatch(document);
    // In a title that begins with the query other fields do not count.
    if (match !== TITLE_MATCHES.begins) found += this.#readSubjects(document);
    if (found < this.#slotCount) return -1;
    if (this.#plan!.runs.length > 0 && !this.#keepsRuns(document)) return -1;
    return this.#weigh(document, match);
  }

  /**
   * Whether a title begins with a word of the query, an article left out or not. Any other is neither the query nor
   * covered by it, and scores no more than its {@link ceiling}.
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

  /** What a document whose title does not begin with a word of the query scores at most, whoever its authors are. */
  roughCeiling(document: number): number {
    return this.#ceiling(document, true);
  }

  /** What such a document scores at most, from its title's length, its authors and its readers. */
  ceiling(document: number): number {
    return this.#ceiling(document, this.#hasAuthorWord(document));
  }

  #ceiling(document: number, isInAuthors: boolean): number {
    const { titleLengths, popularities } = this.#segment;
    const weight =
      this.#titleWeights[titleLengths[document]!]! +
      (isInAuthors ? AUTHOR_WEIGHT : 0) +
      WEAK_FIELD_WEIGHT;
    const prior = PRIOR_CEILINGS[32 - Math.clz32(popularities[document]!)]!;
    const bonus = isInAuthors ? AUTHOR_BONUS : 1;
    return this.#mostIdf * saturation(weight) * prior * bonus * ROUNDING;
  }

  #hasAuthorWord(document: number): boolean {
    const { words, wordStarts, titleLengths, asideLengths, authorLengths } = this.#segment;
    const { ofTerm } = this.#classes;
    const from = wordStarts[document]! + titleLengths[document]! + asideLengths[document]!;
    const to = from + authorLengths[document]!;
    for (let at = from; at < to; at += 1) if (ofTerm[words[at]!] !== 0) return true;
    return false;
  }

  /** What of the query a document has. */
  cover(document: number): Coverage {
    const slots = this.#read(document);
    return { slots, score: this.#weigh(document, this.#runMatch(document)) };
  }

  /** The slot that a document lacks, which has all others; -1 when it has all, -2 when it lacks more. */
  missingSlot(document: number): number {
    const found = this.#read(document);
    if (found === this.#slotCount) return -1;
    if (found < this.#slotCount - 1) return -2;
    return this.#variant.indexOf(0);
  }

  /** Which slots the document read last has. */
  coveredSlots(): boolean[] {
    return Array.from({ length: this.#slotCount }, (_, slot) => this.#variant[slot] !== 0);
  }

  /** The slots' words as a document has them; one found by its beginning stays as it was typed. */
  wordsAsFound(document: number): string[] {
    this.#read(document);
    const found = this.#plan!.slots.map(({ word }) => word);
    forEachTerm(this.#segment, document, (term) => {
      const pairs = this.#classes.members[this.#classes.ofTerm[term]!]!;
      for (let i = 0; i < pairs.length; i += 2) {
        const slot = pairs[i]!;
        const variant = pairs[i + 1]!;
        if (variant !== this.#variant[slot] || variant <= VARIANTS.prefix) continue;
        found[slot] = termText(this.#segment, term);
      }
    });
    return found;
  }

  /** Notes for every slot where and how the document has it; returns how many it has. */
  #read(document: number): number {
    return this.#readWords(document) + this.#readSubjects(document);
  }

  /** Notes what the document's own words have of the slots; returns how many. */
  #readWords(document: number): number {
    const { words, wordStarts, titleLengths, asideLengths, authorLengths } = this.#segment;
    const { ofTerm } = this.#classes;
    const start = wordStarts[document]!;
    const end = wordStarts[document + 1]!;
    const titleEnd = start + titleLengths[document]!;
    const asideEnd = titleEnd + asideLengths[document]!;
    const authorEnd = asideEnd + authorLengths[document]!;
    for (let slot = 0; slot < this.#slotCount; slot += 1) this.#variant[slot] = 0;
    let found = 0;
    for (let at = start; at < end; at += 1) {
      const termClass = ofTerm[words[at]!]!;
      if (termClass === 0) continue;
      let field: number = FIELDS.other;
      if (at < titleEnd) field = FIELDS.title;
      else if (at < asideEnd) field = FIELDS.aside;
      else if (at < authorEnd) field = FIELDS.authors;
      found += this.#note(termClass, field, at - start);
    }
    return found;
  }

  /** Notes what the subjects have of the slots besides; returns how many that none of its words had. */
  #readSubjects(document: number): number {
    const { subjects, subjectStarts } = this.#segment;
    const subjectStates = this.#subjectStates;
    const end = subjectStarts[document + 1]!;
    let found = 0;
    for (let at = subjectStarts[document]!; at < end; at += 1) {
      const subject = subjects[at]!;
      if (subjectStates[subject] !== SUBJECT_STATES.idle) found += this.#readSubject(subject);
    }
    return found;
  }

  #readSubject(subject: number): number {
    const { subjectTerms, subjectTermStarts } = this.#segment;
    const { ofTerm } = this.#classes;
    const end = subjectTermStarts[subject + 1]!;
    let found = 0;
    let state: number = SUBJECT_STATES.idle;
    for (let at = subjectTermStarts[subject]!; at < end; at += 1) {
      const termClass = ofTerm[subjectTerms[at]!]!;
      if (termClass === 0) continue;
      found += this.#note(termClass, FIELDS.other, 0);
      state = SUBJECT_STATES.wanted;
    }
    this.#subjectStates[subject] = state;
    return found;
  }

  /** Notes a word of a class for its slots; returns how many of them had none yet. */
  #note(termClass: number, field: number, position: number): number {
    const variants = this.#variant;
    const fields = this.#fields;
    const pairs = this.#classes.members[termClass]!;
    let found = 0;
    for (let i = 0; i < pairs.length; i += 2) {
      const slot = pairs[i]!;
      if ((this.#allowed[slot]! & field) === 0) continue;
      const variant = pairs[i + 1]!;
      const known = variants[slot]!;
      if (known === 0) found += 1;
      if (known === 0 || variant < known) {
        variants[slot] = variant;
        fields[slot] = field;
        this.#position[slot] = field === FIELDS.title ? position : -2;
      } else if (variant === known) {
        fields[slot]! |= field;
      }
    }
    return found;
  }

  /** @param runMatch what {@link DocumentScorer.#runMatch} says of the document */
  #weigh(document: number, runMatch: number): number {
    const { titleLengths, popularities } = this.#segment;
    const match =
      runMatch === TITLE_MATCHES.none && this.#isCovered(document)
        ? TITLE_MATCHES.covered
        : runMatch;
    const titleWeight =
      match >= TITLE_MATCHES.begins
        ? WHOLE_TITLE_WEIGHT
        : this.#titleWeights[titleLengths[document]!]!;
    let sum = 0;
    let neighbours = 0;
    let onlyInAuthors = 0;
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      const variant = this.#variant[slot]!;
      if (variant === 0) continue;
      const fields = this.#fields[slot]!;
      const isBeginning = match === TITLE_MATCHES.begins && (fields & FIELDS.title) !== 0;
      let weight = 0;
      if ((fields & FIELDS.title) !== 0) weight += titleWeight;
      else if ((fields & FIELDS.authors) !== 0) onlyInAuthors += 1;
      if (!isBeginning) {
        if ((fields & FIELDS.authors) !== 0) weight += AUTHOR_WEIGHT;
        if ((fields & (FIELDS.aside | FIELDS.other)) !== 0) weight += WEAK_FIELD_WEIGHT;
      }
      const variantWeights = isBeginning ? BEGINNING_VARIANT_WEIGHTS : VARIANT_WEIGHTS;
      sum += this.#idfs[slot]! * variantWeights[variant]! * saturation(weight);
      if (slot > 0 && this.#position[slot] === this.#position[slot - 1]! + 1) neighbours += 1;
    }
    const pairs = this.#slotCount - 1;
    const order = pairs === 0 ? 1 : orderBonus(neighbours / pairs);
    const prior = popularityPrior(popularities[document]!);
    const bonus =
      onlyInAuthors === this.#slotCount ? AUTHOR_BONUS : this.#titleBonus(document, match);
    return sum * prior * bonus * order * this.#plan!.weight;
  }

  #titleBonus(document: number, match: number): number {
    return match === TITLE_MATCHES.begins
      ? beginningBonus(this.#shareTyped(document))
      : TITLE_BONUSES[match]!;
  }

  /**
   * How much of a title that begins with the query has been typed. When it is the series in the title's parentheses, or
   * the book's own, that begins with it, how much of this, but for the number of the volume.
   */
  #shareTyped(document: number): number {
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

  /** Whether the title is the query or begins with it. */
  #runMatch(document: number): number {
    const { words, wordStarts, titleLengths, asideLengths } = this.#segment;
    const start = wordStarts[document]!;
    const length = titleLengths[document]!;
    const wanted = this.#titleSlots;
    if (wanted === 0 || length === 0) return TITLE_MATCHES.none;
    if (length < wanted) {
      const whole = this.#compareRun(start, start + length + asideLengths[document]!);
      if (whole !== TITLE_MATCHES.none) return whole;
    } else {
      const direct = this.#compareRun(start, start + length);
      if (direct !== TITLE_MATCHES.none) return direct;
      // An article in front may have been left out.
      if (length > wanted && this.#articles.includes(words[start]!)) {
        const bare = this.#compareRun(start + 1, start + length);
        if (bare === TITLE_MATCHES.equal) return TITLE_MATCHES.equalButArticle;
        if (bare !== TITLE_MATCHES.none) return bare;
      }
    }
    return TITLE_MATCHES.none;
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

  /** Whether every word of the title was asked for and every slot stands in the title or the authors. */
  #isCovered(document: number): boolean {
    const { words, wordStarts, titleLengths } = this.#segment;
    const length = titleLengths[document]!;
    if (this.#titleSlots === 0 || length === 0 || length > this.#slotCount) return false;
    const start = wordStarts[document]!;
    for (let slot = 0; slot < this.#slotCount; slot += 1) {
      if (this.#variant[slot] === 0) return false;
      if ((this.#fields[slot]! & (FIELDS.title | FIELDS.authors)) === 0) return false;
    }
    for (let at = start; at < start + length; at += 1) {
      if (this.#classes.ofTerm[words[at]!] === 0) return false;
    }
    return true;
  }

  /** Whether the slots of every run stand side by side in one field of the document. */
  #keepsRuns(document: number): boolean {
    return this.#plan!.runs.every(
      ({ from, to }) =>
        this.#hasRun(document, from, to) || this.#hasRunInSubject(document, from, to),
    );
  }

  #hasRun(document: number, from: number, to: number): boolean {
    const { words, wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } =
      this.#segment;
    let start = wordStarts[document]!;
    for (const column of [titleLengths, asideLengths, authorLengths, seriesLengths]) {
      const end = start + column[document]!;
      if (this.#runsIn(words, start, end, from, to)) return true;
      start = end;
    }
    return false;
  }

  #hasRunInSubject(document: number, from: number, to: number): boolean {
    const { subjects, subjectStarts, subjectTerms, subjectTermStarts } = this.#segment;
    for (let at = subjectStarts[document]!; at < subjectStarts[document + 1]!; at += 1) {
      const start = subjectTermStarts[subjects[at]!]!;
      const end = subjectTermStarts[subjects[at]! + 1]!;
      if (this.#runsIn(subjectTerms, start, end, from, to)) return true;
    }
    return false;
  }

  /** Whether terms `[start, end)` hold slots `[from, to)` side by side. */
  #runsIn(terms: Uint32Array, start: number, end: number, from: number, to: number): boolean {
    const { ofTerm, members } = this.#classes;
    for (let at = start; at + (to - from) <= end; at += 1) {
      let slot = from;
      while (slot < to && variantOf(members[ofTerm[terms[at + slot - from]!]!]!, slot) !== 0) {
        slot += 1;
      }
      if (slot === to) return true;
    }
    return false;
  }
}

function isDigit(letter: number): boolean {
  return letter >= 48 && letter <= 57;
}

/** How a class stands for a slot; 0 when it does not. */
function variantOf(pairs: readonly number[], slot: number): number {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === slot) return pairs[i + 1]!;
  return 0;
}
