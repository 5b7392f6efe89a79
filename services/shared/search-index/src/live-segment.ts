import { BitSet } from './bit-set.ts';
import {
  type Documents,
  documentsOfSlot,
  havingSlots,
  intersect,
  sortedDistinct,
} from './candidates.ts';
import { findTerm, termsWithPrefix } from './dictionary.ts';
import { DocumentScorer } from './document-scorer.ts';
import { FacetTallies } from './facet-tallies.ts';
import { Largest } from './largest.ts';
import { type Plan, type ResolvedSlot, resolveSlot, type Slot } from './plan.ts';
import type { Tolerance } from './readings.ts';
import { ANY_FIELD, VARIANT_WEIGHTS, VARIANTS } from './scoring.ts';
import type { Segment } from './segment.ts';
import { Slips } from './slips.ts';
import { TermClasses } from './term-classes.ts';

/** Candidates up to this many are read one by one instead of being matched with further, longer lists. */
const READ_LIMIT = 1000;
/** Of more matches than this only the most popular are scored. */
export const SCORE_LIMIT = 2048;

/** Slots with so many postings have their first documents remembered; at 8 KB each, up to so many slots. */
const MEMORABLE_POSTINGS = 20_000;
const MAX_BEGINNINGS = 500;

/** Documents in rising order, and their scores if they have been read. */
export type Matches = Documents & {
  readonly scores: Float64Array | undefined;
  /** Set when these are the documents of one common slot, all of them or the first; what is known of it is kept. */
  readonly common?: ResolvedSlot;
};

/** Documents with their scores. */
export type Scored = { readonly documents: Uint32Array; readonly scores: Float64Array };

/** A plan with its terms in one segment. */
export type ResolvedPlan = { readonly plan: Plan; readonly slots: readonly ResolvedSlot[] };

/** A segment, which of its documents have been replaced, and the room its queries work in. */
export class LiveSegment {
  readonly segment: Segment;
  readonly classes: TermClasses;
  readonly scorer: DocumentScorer;
  readonly facetTallies: FacetTallies;
  readonly #dead: BitSet;
  readonly #marks: BitSet;
  readonly #beginnings = new Map<string, Documents>();
  readonly #wholeLists = new Map<string, Documents>();
  #wholeListsLength = 0;
  #prepared: { readonly resolved: ResolvedPlan; readonly idfs: readonly number[] } | undefined;
  #deadCount = 0;

  constructor(segment: Segment, meanTitleLength: number) {
    this.segment = segment;
    this.classes = new TermClasses(segment.termCount);
    this.scorer = new DocumentScorer(segment, this.classes, meanTitleLength);
    this.facetTallies = new FacetTallies(segment);
    this.#dead = new BitSet(segment.documentCount);
    this.#marks = new BitSet(segment.documentCount);
  }

  get liveCount(): number {
    return this.segment.documentCount - this.#deadCount;
  }

  isLive(document: number): boolean {
    return this.#deadCount === 0 || !this.#dead.has(document);
  }

  bury(document: number): void {
    if (this.#dead.has(document)) return;
    this.#dead.add(document);
    this.#deadCount += 1;
    this.#beginnings.clear();
    this.#wholeLists.clear();
    this.#wholeListsLength = 0;
    this.facetTallies.forget();
  }

  /** Whether any document that has not been replaced has a word, or one that begins with it. */
  hasWord(word: string, isPrefix: boolean): boolean {
    const [from, to] = this.#termRange(word, isPrefix);
    const { postings, postingStarts } = this.segment;
    for (let at = postingStarts[from]!; at < postingStarts[to]!; at += 1) {
      if (this.isLive(postings[at]!)) return true;
    }
    return false;
  }

  /** The word's own term, or those that begin with it, as a range. */
  #termRange(word: string, isPrefix: boolean): readonly [from: number, to: number] {
    if (isPrefix) return termsWithPrefix(this.segment, word);
    const term = findTerm(this.segment, word);
    return term === undefined ? [0, 0] : [term, term + 1];
  }

  /** Every document that has not been replaced, in rising order. */
  liveDocuments(): Uint32Array {
    return this.#living(Uint32Array.from({ length: this.segment.documentCount }, (_, i) => i));
  }

  resolve(plan: Plan): ResolvedPlan {
    return this.resolveAll([plan])[0]!;
  }

  /** Plans with their terms; a slot that several have in common is looked up once. */
  resolveAll(plans: readonly Plan[]): ResolvedPlan[] {
    const known = new Map<Slot, ResolvedSlot>();
    const resolved = (slot: Slot) => {
      let found = known.get(slot);
      if (found === undefined) {
        found = resolveSlot(this.segment, slot);
        known.set(slot, found);
      }
      return found;
    };
    return plans.map((plan) => ({ plan, slots: plan.slots.map(resolved) }));
  }

  /** Makes ready to score by a plan. */
  prepare(resolved: ResolvedPlan, idfs: readonly number[]): void {
    if (this.#prepared?.resolved === resolved && this.#prepared.idfs === idfs) return;
    this.#prepared = { resolved, idfs };
    this.classes.assign(resolved.slots);
    this.scorer.prepare(resolved.plan, idfs, resolved.slots.map(bestVariantWeight));
  }

  /**
   * The documents that match a plan; without scores, unless each had to be read anyway.
   *
   * @param limit how many are of interest if they come without scores; the others are counted only
   */
  match(
    resolved: ResolvedPlan,
    idfs: readonly number[],
    limit: number = Number.POSITIVE_INFINITY,
  ): Matches {
    const { plan, slots } = resolved;
    if (slots.length === 0 || slots.some((slot) => slot.postingCount === 0)) return NO_MATCHES;
    const rarestFirst = slots.toSorted((a, b) => a.postingCount - b.postingCount);
    const isAlone = slots.length === 1 && plan.excluded.length === 0 && !isRestricted(plan);
    if (isAlone && slots[0]!.postingCount >= MEMORABLE_POSTINGS) {
      const isAll = limit > SCORE_LIMIT;
      const found = isAll ? this.#wholeList(slots[0]!) : this.#firstDocuments(slots[0]!);
      return { ...found, scores: undefined, common: slots[0]! };
    }
    const first = documentsOfSlot(this.segment, rarestFirst[0]!, this.#marks);
    let { documents } = first;
    let settled = 1;
    while (settled < slots.length && documents.length > READ_LIMIT) {
      documents = intersect(this.segment, documents, rarestFirst[settled]!, this.#marks);
      settled += 1;
    }
    if (plan.excluded.length > 0) documents = this.#without(documents, plan.excluded);
    documents = this.#living(documents);

    const isSettled = settled === slots.length && !isRestricted(plan);
    if (isSettled) {
      return { documents, count: documents.length, scores: undefined };
    }
    this.prepare(resolved, idfs);
    return this.#readAll(documents);
  }

  /**
   * Of documents that are known to match the plan made ready last those that may be among the best `wanted`. Titles
   * that begin with what was typed are read first: next to them few others can come so far, and those that cannot
   * are left out unread.
   */
  bestScored(documents: Uint32Array, wanted: number): Scored {
    const { scorer } = this;
    const largest = new Largest(wanted);
    const kept = new Uint32Array(documents.length);
    const scores = new Float64Array(documents.length);
    let count = 0;
    const keep = (document: number) => {
      const score = scorer.score(document);
      largest.offer(score);
      kept[count] = document;
      scores[count] = score;
      count += 1;
    };
    const others = new Uint32Array(documents.length);
    let otherCount = 0;
    for (let i = 0; i < documents.length; i += 1) {
      if (scorer.ceilings.beginsWithWord(documents[i]!)) {
        keep(documents[i]!);
      } else {
        others[otherCount] = documents[i]!;
        otherCount += 1;
      }
    }
    for (let i = 0; i < otherCount; i += 1) {
      const document = others[i]!;
      if (scorer.ceilings.rough(document) < largest.least) continue;
      if (scorer.ceilings.close(document) >= largest.least) keep(document);
    }
    return { documents: kept.subarray(0, count), scores: scores.subarray(0, count) };
  }

  /** Scores of documents that are known to match the plan made ready last. */
  scoresOf(documents: Uint32Array): Float64Array {
    const scores = new Float64Array(documents.length);
    for (let i = 0; i < documents.length; i += 1) scores[i] = this.scorer.score(documents[i]!);
    return scores;
  }

  /** Postings to read in order to find documents that have at least `least` of the slots. */
  partialPostings({ slots }: ResolvedPlan, least: number): number {
    return leadingSlots(slots, least).reduce((sum, slot) => sum + slot.postingCount, 0);
  }

  /**
   * The documents that have all words of a plan but for typos in one of them. They are found by the other words, so
   * the dictionary need not be walked.
   */
  matchWithSlip(
    exact: ResolvedPlan,
    idfs: readonly number[],
    tolerance: Tolerance,
  ): Matches & { readonly slipped: ResolvedPlan } {
    this.prepare(exact, idfs);
    const found: number[] = [];
    const slips = exact.slots.map(
      ({ slot }) => new Slips(this.segment, slot.word, tolerance(slot.word, slot.isPrefix)),
    );
    for (const document of this.#partialDocuments(exact, exact.slots.length - 1)) {
      const missing = this.scorer.missingSlot(document);
      if (missing === -1 || (missing >= 0 && slips[missing]!.note(document))) found.push(document);
    }
    const slipped = withSlips(exact, slips);
    this.prepare(slipped, idfs);
    return { ...this.#readAll(Uint32Array.from(found)), slipped };
  }

  /** Documents that have at least `least` of the slots, each with what it has. */
  *partialMatches(
    resolved: ResolvedPlan,
    least: number,
  ): Iterable<{ document: number; slots: number; score: number }> {
    for (const document of this.#partialDocuments(resolved, least)) {
      const coverage = this.scorer.cover(document);
      if (coverage.slots >= least) yield { document, ...coverage };
    }
  }

  /** Documents among which are all that have at least `least` of the slots. */
  #partialDocuments({ slots }: ResolvedPlan, least: number): Uint32Array {
    const lists = leadingSlots(slots, least).map(
      (slot) => documentsOfSlot(this.segment, slot, this.#marks).documents,
    );
    const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
    let used = 0;
    for (const list of lists) {
      all.set(list, used);
      used += list.length;
    }
    const documents = this.#living(sortedDistinct(all));
    if (documents.length <= READ_LIMIT) return documents;
    return havingSlots(this.segment, documents, slots, least, this.#marks);
  }

  /** All documents of a slot, or the first `limit` of them and how many there are. */
  documentsOf(resolved: ResolvedSlot, limit: number = Number.POSITIVE_INFINITY): Documents {
    if (this.#deadCount === 0) return documentsOfSlot(this.segment, resolved, this.#marks, limit);
    const { documents } = documentsOfSlot(this.segment, resolved, this.#marks);
    const living = this.#living(documents);
    return { documents: living.slice(0, limit), count: living.length };
  }

  /** All documents of a common slot. The first asked for are remembered, as long as they take no more than a column. */
  #wholeList(resolved: ResolvedSlot): Documents {
    const key = slotKey(resolved);
    const known = this.#wholeLists.get(key);
    if (known !== undefined) return known;
    const whole = this.documentsOf(resolved);
    if (this.#wholeListsLength + whole.count <= this.segment.documentCount) {
      this.#wholeLists.set(key, whole);
      this.#wholeListsLength += whole.count;
    }
    return whole;
  }

  /** The first documents of a slot. Those of common beginnings are remembered: everybody types them. */
  #firstDocuments(resolved: ResolvedSlot): Documents {
    const key = slotKey(resolved);
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const { documents, count } = this.documentsOf(resolved, SCORE_LIMIT);
    // A copy of the first, lest the whole list stay in memory with them.
    const first = { documents: documents.slice(0, SCORE_LIMIT), count };
    if (this.#beginnings.size < MAX_BEGINNINGS) this.#beginnings.set(key, first);
    return first;
  }

  #readAll(documents: Uint32Array): Matches {
    const kept = new Uint32Array(documents.length);
    const scores = new Float64Array(documents.length);
    let count = 0;
    for (let i = 0; i < documents.length; i += 1) {
      const score = this.scorer.score(documents[i]!);
      if (score < 0) continue;
      kept[count] = documents[i]!;
      scores[count] = score;
      count += 1;
    }
    return { documents: kept.subarray(0, count), count, scores: scores.subarray(0, count) };
  }

  #without(documents: Uint32Array, words: readonly string[]): Uint32Array {
    const { postings, postingStarts } = this.segment;
    for (const word of words) {
      const term = findTerm(this.segment, word);
      if (term === undefined) continue;
      this.#marks.addAll(postings, postingStarts[term]!, postingStarts[term + 1]!);
    }
    const kept = documents.filter((document) => !this.#marks.has(document));
    this.#marks.clear();
    return kept;
  }

  #living(documents: Uint32Array): Uint32Array {
    if (this.#deadCount === 0) return documents;
    return documents.filter((document) => !this.#dead.has(document));
  }
}

const NO_MATCHES: Matches = {
  documents: new Uint32Array(0),
  count: 0,
  scores: new Float64Array(0),
};

/** Whether a plan asks more of a document than to have the words. */
function isRestricted({ runs, slots }: Plan): boolean {
  return runs.length > 0 || slots.some((slot) => slot.fields !== ANY_FIELD);
}

/** Whoever has all but k slots has one of any k + 1 of them, so the rarest lead to all. */
function leadingSlots(slots: readonly ResolvedSlot[], least: number): readonly ResolvedSlot[] {
  return slots
    .toSorted((a, b) => a.postingCount - b.postingCount)
    .slice(0, slots.length - least + 1)
    .filter((slot) => slot.postingCount > 0);
}

/** What is remembered of a slot is found by this; its terms follow from it. */
export function slotKey({ slot: { word, isPrefix, edits } }: ResolvedSlot): string {
  return `${word} ${isPrefix} ${edits}`;
}

function withSlips({ plan, slots }: ResolvedPlan, slips: readonly Slips[]): ResolvedPlan {
  return {
    plan: { ...plan, isCorrection: true },
    slots: slots.map((slot, i) => {
      const { found } = slips[i]!;
      return {
        ...slot,
        terms: [...slot.terms, ...found.map(({ term }) => term)],
        variants: [...slot.variants, ...found.map(({ variant }) => variant)],
      };
    }),
  };
}

/** How a slot is met at best, as a weight. */
function bestVariantWeight({ variants, rangeFrom, rangeTo }: ResolvedSlot): number {
  const byBeginning = rangeFrom < rangeTo ? [VARIANTS.prefix] : [];
  return Math.max(...[...variants, ...byBeginning].map((variant) => VARIANT_WEIGHTS[variant]!), 0);
}
