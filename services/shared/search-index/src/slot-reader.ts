import type { Plan } from './plan.ts';
import { FIELDS } from './scoring.ts';
import type { Segment } from './segment.ts';
import type { TermClasses } from './term-classes.ts';

/** Words a query has at most. */
export const MAX_SLOTS = 48;

const SUBJECT_STATES = { unread: 0, idle: 1, wanted: 2 } as const;

/** Reads documents word by word and notes for every slot of a plan where and how they have it. */
export class SlotReader {
  /** How the document read last has each slot: one of `VARIANTS`, 0 for not at all. */
  readonly variants = new Uint8Array(MAX_SLOTS);
  /** In which fields it has it so, as bits of `FIELDS`. */
  readonly fields = new Uint8Array(MAX_SLOTS);
  /** At which word of the title; -2 when it is not there. */
  readonly positions = new Int16Array(MAX_SLOTS);
  readonly #segment: Segment;
  readonly #classes: TermClasses;
  readonly #allowed = new Uint8Array(MAX_SLOTS);
  // Most documents share their subjects with many others, so it is remembered which have no word of the query.
  readonly #subjectStates: Uint8Array;
  #slotCount = 0;

  constructor(segment: Segment, classes: TermClasses) {
    this.#segment = segment;
    this.#classes = classes;
    this.#subjectStates = new Uint8Array(segment.subjectTermStarts.length - 1);
  }

  prepare({ slots }: Plan): void {
    this.#subjectStates.fill(SUBJECT_STATES.unread);
    this.#slotCount = slots.length;
    slots.forEach((slot, i) => (this.#allowed[i] = slot.fields));
  }

  /** Reads a document whole; returns how many slots it has. */
  read(document: number): number {
    return this.readWords(document) + this.readSubjects(document);
  }

  /** Reads the document's own words, which must come first; returns how many slots they have. */
  readWords(document: number): number {
    const { words, wordStarts, titleLengths, asideLengths, authorLengths } = this.#segment;
    const { ofTerm } = this.#classes;
    const start = wordStarts[document]!;
    const end = wordStarts[document + 1]!;
    const titleEnd = start + titleLengths[document]!;
    const asideEnd = titleEnd + asideLengths[document]!;
    const authorEnd = asideEnd + authorLengths[document]!;
    for (let slot = 0; slot < this.#slotCount; slot += 1) this.variants[slot] = 0;
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

  /** Reads its subjects besides; returns how many slots they have that none of its words had. */
  readSubjects(document: number): number {
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
    const { variants, fields } = this;
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
        this.positions[slot] = field === FIELDS.title ? position : -2;
      } else if (variant === known) {
        fields[slot]! |= field;
      }
    }
    return found;
  }
}
