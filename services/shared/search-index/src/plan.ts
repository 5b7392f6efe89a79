import type { Segment } from './segment.ts';
import { findTerm, termsWithPrefix } from './dictionary.ts';
import { VARIANTS, type Variant } from './scoring.ts';
import { forEachTypo } from './typos.ts';

/** A word to be found. */
export type Slot = {
  readonly word: string;
  /** Bits of `FIELDS`: where it may stand. */
  readonly fields: number;
  /** Whether it may be the beginning of a word. */
  readonly isPrefix: boolean;
  /** Typos let pass, 0 to 2. */
  readonly edits: number;
};

/** One reading of a query: a book matches when it has every slot's word. */
export type Plan = {
  readonly slots: readonly Slot[];
  /** Slots `[from, to)` that must stand side by side in one field. */
  readonly runs: readonly { readonly from: number; readonly to: number }[];
  /** Words that a match must not have. */
  readonly excluded: readonly string[];
  /** Factor on the scores, up to 1: how far the reading is from what was typed. */
  readonly weight: number;
  /** Set when it is a reading with other words than typed, for telling the reader. */
  readonly isCorrection: boolean;
};

/** The terms of one segment that stand for a slot. */
export type ResolvedSlot = {
  readonly slot: Slot;
  readonly terms: readonly number[];
  readonly variants: readonly Variant[];
  /** Terms `[rangeFrom, rangeTo)` match by their beginning. */
  readonly rangeFrom: number;
  readonly rangeTo: number;
  /** Documents that have the word exactly as typed. */
  readonly exactDocuments: number;
  /** Postings to read for all of its terms. */
  readonly postingCount: number;
};

/** A plan with its terms in one segment. */
export type ResolvedPlan = { readonly plan: Plan; readonly slots: readonly ResolvedSlot[] };

/** Documents of the commonest term that stands for a slot; 0 when none does. */
export function commonestDocuments(
  { postingStarts }: Segment,
  { terms, rangeFrom, rangeTo }: ResolvedSlot,
): number {
  let commonest = 0;
  for (const term of terms) {
    commonest = Math.max(commonest, postingStarts[term + 1]! - postingStarts[term]!);
  }
  for (let term = rangeFrom; term < rangeTo; term += 1) {
    const documents = postingStarts[term + 1]! - postingStarts[term]!;
    if (documents > commonest) commonest = documents;
  }
  return commonest;
}

export function resolveSlot(segment: Segment, slot: Slot): ResolvedSlot {
  const { postingStarts } = segment;
  const documentsOf = (term: number) => postingStarts[term + 1]! - postingStarts[term]!;
  const exact = findTerm(segment, slot.word);
  const [rangeFrom, rangeTo] = slot.isPrefix ? termsWithPrefix(segment, slot.word) : [0, 0];
  const terms: number[] = [];
  const variants: Variant[] = [];
  if (exact !== undefined) {
    terms.push(exact);
    variants.push(VARIANTS.exact);
  }
  if (slot.edits > 0) {
    forEachTypo(segment, slot.word, slot.edits, (term, edits) => {
      if (term === exact || (term >= rangeFrom && term < rangeTo)) return;
      terms.push(term);
      variants.push(edits === 1 ? VARIANTS.oneEdit : VARIANTS.twoEdits);
    });
  }
  let postingCount = postingStarts[rangeTo]! - postingStarts[rangeFrom]!;
  for (const term of terms) {
    if (term < rangeFrom || term >= rangeTo) postingCount += documentsOf(term);
  }
  return {
    slot,
    terms,
    variants,
    rangeFrom,
    rangeTo,
    exactDocuments: exact === undefined ? 0 : documentsOf(exact),
    postingCount,
  };
}
