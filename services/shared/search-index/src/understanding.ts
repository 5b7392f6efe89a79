import { findTerm } from './dictionary.ts';
import type { LiveSegment } from './live-segment.ts';
import { idfsOf, matchCount, matchReadings, type SegmentMatches } from './matches.ts';
import type { Plan } from './plan.ts';
import {
  joinReadings,
  type ParsedQuery,
  plainReading,
  splitReadings,
  synonymReadings,
  TOLERANCES,
  withoutSlots,
} from './readings.ts';
import type { Synonyms } from './synonyms.ts';

/** With fewer matches than this for the words as typed, typos, joined and split words are looked at too. */
export const ENOUGH_MATCHES = 5;
/** Words are given up only if the books to look at for it are not more than this. */
const MAX_PARTIAL_POSTINGS = 200_000;

/** What a query was taken to mean. */
export type Understood = {
  readonly matches: readonly SegmentMatches[];
  /** Words given up because no book has them together with the others. */
  readonly dropped: readonly string[];
  /** Whether books have the words just as they were typed. */
  readonly isAsTyped: boolean;
};

/**
 * Finds the reading of a query that has matches, in steps; what each finds depends on the matches of the step before
 * and on nothing else, so that how the documents are spread over segments makes no difference.
 *
 * 1. The words as typed, the last also as a beginning, and synonyms.
 * 2. With fewer than {@link ENOUGH_MATCHES}: besides, one typo in words of 4 letters and more, two words written as
 *    one, and one written as two.
 * 3. With none: one typo from 3 letters on, two from 5.
 * 4. With none: words are given up, as few as possible and at most half.
 */
export function understand(
  segments: readonly LiveSegment[],
  query: ParsedQuery,
  synonyms: Synonyms,
): Understood {
  const [none, some, many] = TOLERANCES;
  const fromSynonyms = synonymReadings(query, synonyms);
  const asTyped = matchReadings(segments, [plainReading(query, none), ...fromSynonyms]);
  const typedCount = matchCount(asTyped);
  if (typedCount >= ENOUGH_MATCHES) return { matches: asTyped, dropped: [], isAsTyped: true };

  const isKnown = (word: string) =>
    segments.some(({ segment }) => findTerm(segment, word) !== undefined);
  const tolerant = plainReading(query, some);
  const withTypos = matchReadings(segments, [
    tolerant,
    ...fromSynonyms,
    ...joinReadings(query, isKnown),
    ...splitReadings(query, isKnown),
  ]);
  const isAsTyped = typedCount > 0;
  if (matchCount(withTypos) > 0) return { matches: withTypos, dropped: [], isAsTyped };

  const withMoreTypos = matchReadings(segments, [plainReading(query, many)]);
  if (matchCount(withMoreTypos) > 0) return { matches: withMoreTypos, dropped: [], isAsTyped };

  const shortened = giveUpWords(segments, tolerant);
  if (shortened === undefined) return { matches: withMoreTypos, dropped: [], isAsTyped };
  return { ...shortened, isAsTyped };
}

/** Keeps the words of the best document among those that have the most of them. */
function giveUpWords(
  segments: readonly LiveSegment[],
  plan: Plan,
): Pick<Understood, 'matches' | 'dropped'> | undefined {
  const count = plan.slots.length;
  const resolved = segments.map((live) => live.resolve(plan));
  const documentCount = segments.reduce((sum, { segment }) => sum + segment.documentCount, 0);
  const idfs = idfsOf(resolved, documentCount);
  segments.forEach((live, s) => live.prepare(resolved[s]!, idfs));
  for (let least = count - 1; least >= Math.max(1, Math.ceil(count / 2)); least -= 1) {
    let best: { score: number; isKept: boolean[] } | undefined;
    segments.forEach((live, s) => {
      for (const found of live.partialMatches(resolved[s]!, least, MAX_PARTIAL_POSTINGS)) {
        if (best !== undefined && found.score <= best.score) continue;
        best = { score: found.score, isKept: live.scorer.coveredSlots() };
      }
    });
    if (best === undefined) continue;
    const { isKept } = best;
    const matches = matchReadings(segments, [withoutSlots(plan, isKept)]);
    if (matchCount(matches) === 0) continue;
    const dropped = plan.slots.filter((_, slot) => !isKept[slot]).map(({ word }) => word);
    return { matches, dropped };
  }
  return undefined;
}
