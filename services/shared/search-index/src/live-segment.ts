import { BitSet } from './bit-set.ts';
import { type Documents, documentsOfSlot, havingSlots, intersect } from './candidates.ts';
import { findTerm, termsWithPrefix } from './dictionary.ts';
import { CommonSlots } from './common-slots.ts';
import { DocumentScorer } from './document-scorer.ts';
import { FacetTallies } from './facet-tallies.ts';
import { type Plan, type ResolvedPlan, type ResolvedSlot, resolveSlot, type Slot } from './plan.ts';
import { ANY_FIELD, VARIANTS } from './scoring.ts';
import type { Segment } from './segment.ts';
import { TermClasses } from './term-classes.ts';

/** Candidates up to this many are read one by one instead of being matched with further, longer lists. */
const READ_LIMIT = 1000;
/** Of more matches than this only the most popular are scored. */
export const SCORE_LIMIT = 2048;

/** Documents in rising order, and their scores if they have been read. */
export type Matches = Documents & {
  readonly scores: Float64Array | undefined;
  /** Set when these are the documents of one common slot, all of them or the first; what is known of it is kept. */
  readonly common?: ResolvedSlot;
};

/** A segment, which of its documents have been replaced, and the room its queries work in. */
export class LiveSegment {
  readonly segment: Segment;
  readonly classes: TermClasses;
  readonly scorer: DocumentScorer;
  readonly facetTallies: FacetTallies;
  readonly #dead: BitSet;
  readonly #marks: BitSet;
  readonly #common: CommonSlots;
  #prepared: { readonly resolved: ResolvedPlan; readonly idfs: readonly number[] } | undefined;
  #deadCount = 0;

  constructor(segment: Segment, meanTitleLength: number) {
    this.segment = segment;
    this.classes = new TermClasses(segment.termCount);
    this.scorer = new DocumentScorer(segment, this.classes, meanTitleLength);
    this.facetTallies = new FacetTallies(segment);
    this.#dead = new BitSet(segment.documentCount);
    this.#marks = new BitSet(segment.documentCount);
    this.#common = new CommonSlots(segment.documentCount);
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
    this.#common.forget();
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
    this.scorer.prepare(resolved.plan, idfs, resolved.slots.map(bestVariant));
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
    if (isAlone && this.#common.isCommon(slots[0]!)) {
      return { ...this.#commonDocuments(slots[0]!, limit), scores: undefined, common: slots[0]! };
    }
    let { documents } = documentsOfSlot(this.segment, rarestFirst[0]!, this.#marks);
    let settled = 1;
    while (settled < slots.length && documents.length > READ_LIMIT) {
      documents = intersect(this.segment, documents, rarestFirst[settled]!, this.#marks);
      settled += 1;
    }
    if (plan.excluded.length > 0) documents = this.#without(documents, plan.excluded);
    documents = this.#living(documents);

    const isSettled = settled === slots.length && !isRestricted(plan);
    if (isSettled) return { documents, count: documents.length, scores: undefined };
    this.prepare(resolved, idfs);
    return this.readAll(documents);
  }

  #commonDocuments(resolved: ResolvedSlot, limit: number): Documents {
    return limit > SCORE_LIMIT
      ? this.#common.whole(resolved, () => this.documentsOf(resolved))
      : this.#common.first(resolved, SCORE_LIMIT, () => this.documentsOf(resolved, SCORE_LIMIT));
  }

  /** Scores of documents that are known to match the plan made ready last. */
  scoresOf(documents: Uint32Array): Float64Array {
    const scores = new Float64Array(documents.length);
    for (let i = 0; i < documents.length; i += 1) scores[i] = this.scorer.score(documents[i]!);
    return scores;
  }

  /** All documents of a slot, or the first `limit` of them and how many there are. */
  documentsOf(resolved: ResolvedSlot, limit: number = Number.POSITIVE_INFINITY): Documents {
    if (this.#deadCount === 0) return documentsOfSlot(this.segment, resolved, this.#marks, limit);
    const { documents } = documentsOfSlot(this.segment, resolved, this.#marks);
    const living = this.#living(documents);
    return { documents: living.slice(0, limit), count: living.length };
  }

  /** Of these documents those that match the plan made ready last, with scores. */
  readAll(documents: Uint32Array): Matches {
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

  /** Of these documents, if they are too many to be read, those that have at least `least` of the slots; else all. */
  havingSlots(documents: Uint32Array, slots: readonly ResolvedSlot[], least: number): Uint32Array {
    if (documents.length <= READ_LIMIT) return documents;
    return havingSlots(this.segment, documents, slots, least, this.#marks);
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

/** How a slot is met at best; 0 when it is not. */
function bestVariant({ variants, rangeFrom, rangeTo }: ResolvedSlot): number {
  const byBeginning = rangeFrom < rangeTo ? [VARIANTS.prefix] : [];
  const all = [...variants, ...byBeginning];
  return all.length === 0 ? 0 : Math.min(...all);
}
