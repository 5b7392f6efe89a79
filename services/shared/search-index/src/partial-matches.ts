import { sortedDistinct } from './candidates.ts';
import type { LiveSegment, Matches } from './live-segment.ts';
import type { ResolvedPlan, ResolvedSlot } from './plan.ts';
import type { Tolerance } from './readings.ts';
import { Slips } from './slips.ts';

/** Postings to read in order to find documents that have at least `least` of the slots. */
export function partialPostings({ slots }: ResolvedPlan, least: number): number {
  return leadingSlots(slots, least).reduce((sum, slot) => sum + slot.postingCount, 0);
}

/** Whoever has all but k slots has one of any k + 1 of them, so the rarest lead to all. */
function leadingSlots(slots: readonly ResolvedSlot[], least: number): readonly ResolvedSlot[] {
  return slots
    .toSorted((a, b) => a.postingCount - b.postingCount)
    .slice(0, slots.length - least + 1)
    .filter((slot) => slot.postingCount > 0);
}

/** Documents among which are all that have at least `least` of the slots. */
function partialDocuments(live: LiveSegment, { slots }: ResolvedPlan, least: number): Uint32Array {
  const lists = leadingSlots(slots, least).map((slot) => live.documentsOf(slot).documents);
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let used = 0;
  for (const list of lists) {
    all.set(list, used);
    used += list.length;
  }
  return live.havingSlots(sortedDistinct(all), slots, least);
}

/** Documents that have at least `least` of the slots, each with what it has; the plan has been made ready. */
export function* partialMatches(
  live: LiveSegment,
  resolved: ResolvedPlan,
  least: number,
): Iterable<{ document: number; slots: number; score: number }> {
  for (const document of partialDocuments(live, resolved, least)) {
    const coverage = live.scorer.cover(document);
    if (coverage.slots >= least) yield { document, ...coverage };
  }
}

/**
 * The documents of a segment that have all words of a plan but for typos in one of them. They are found by the other
 * words, so the dictionary need not be walked.
 */
export function segmentMatchesWithSlip(
  live: LiveSegment,
  exact: ResolvedPlan,
  idfs: readonly number[],
  tolerance: Tolerance,
): Matches & { readonly slipped: ResolvedPlan } {
  live.prepare(exact, idfs);
  const found: number[] = [];
  const slips = exact.slots.map(
    ({ slot }) => new Slips(live.segment, slot.word, tolerance(slot.word, slot.isPrefix)),
  );
  for (const document of partialDocuments(live, exact, exact.slots.length - 1)) {
    const missing = live.scorer.missingSlot(document);
    if (missing === -1 || (missing >= 0 && slips[missing]!.note(document))) found.push(document);
  }
  const slipped = withSlips(exact, slips);
  live.prepare(slipped, idfs);
  return { ...live.readAll(Uint32Array.from(found)), slipped };
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
