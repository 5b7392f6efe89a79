import type { LiveSegment } from './live-segment.ts';
import {
  idfsOf,
  matchCount,
  matchReadings,
  matchWithSlip,
  type SegmentMatches,
  unite,
} from './matches.ts';
import { partialMatches, partialPostings } from './partial-matches.ts';
import type { Plan } from './plan.ts';
import {
  exactly,
  initialsReadings,
  joinReadings,
  type ParsedQuery,
  type PlainQuery,
  plainReading,
  slipTolerant,
  splitReadings,
  synonymReadings,
  type Tolerance,
  tolerant,
  moreTolerant,
  withoutSlots,
} from './readings.ts';
import type { Synonyms } from './synonyms.ts';

/**
 * With fewer matches than this for the words as typed, others are looked for too. A single word is easily another
 * one by mistake; several that go together hardly.
 */
const ENOUGH_MATCHES = { oneWord: 5, moreWords: 1 } as const;
/** Words are given up only if the books to look at for it are not more than this. */
const MAX_PARTIAL_POSTINGS = 200_000;

/** Typos in one word are looked for in the books that have the others, if these are not more than so many. */
const MAX_SLIP_POSTINGS = 4000;

/** Whether any book has a word, or one that begins with it. */
type IsKnown = (word: string, isPrefix?: boolean) => boolean;

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
 * 2. With too few: besides, two words written as one, one written as two or as initials, and typos: one, then two, by the length of
 *    the word, in one word or in those only that no book has, and last in all words.
 * 3. With none: words are given up, as few as possible and at most half.
 *
 * @param limit of very many matches how many are of interest; the others are counted only
 */
export function understand(
  segments: readonly LiveSegment[],
  query: ParsedQuery,
  synonyms: Synonyms,
  limit: number,
): Understood {
  const read = { query, plain: plainReading(query, exactly) };
  const fromSynonyms = synonymReadings(read, synonyms);
  const asTyped = matchReadings(segments, [read.plain, ...fromSynonyms], limit);
  const typedCount = matchCount(asTyped);
  const { oneWord, moreWords } = ENOUGH_MATCHES;
  const enough = wordCount(query) === 1 ? oneWord : moreWords;
  if (typedCount >= enough) return { matches: asTyped, dropped: [], isAsTyped: true };

  const isKnown: IsKnown = (word, isPrefix = false) =>
    segments.some((live) => live.hasWord(word, isPrefix));
  const isAsTyped = typedCount > 0;
  const joinedOrSplit = [
    ...joinReadings(read, isKnown),
    ...splitReadings(read, isKnown),
    ...initialsReadings(read, isKnown),
  ];
  const readings = [...fromSynonyms, ...joinedOrSplit];
  const others = readings.length === 0 ? undefined : matchReadings(segments, readings);
  for (const step of stepsFor(segments, read, isKnown, isAsTyped)) {
    const withTypos = step();
    if (withTypos === undefined) continue;
    const matches = others === undefined ? withTypos : unite(withTypos, others);
    if (matchCount(matches) > 0) return { matches, dropped: [], isAsTyped };
  }
  // Whoever puts words in quotes will not have them given up.
  const isQuoted = query.text.words.some((word) => word.isQuoted);
  const shortened = isQuoted ? undefined : giveUpWords(segments, plainReading(query, tolerant));
  return { matches: asTyped, dropped: [], ...shortened, isAsTyped };
}

/**
 * Where typos are looked for, from the likeliest on. A word that no book has is where the typo is; when there is one
 * such word, its neighbours lead to it at least as well as the dictionary.
 */
function stepsFor(
  segments: readonly LiveSegment[],
  { query, plain: exact }: PlainQuery,
  isKnown: IsKnown,
  isAsTyped: boolean,
): (() => readonly SegmentMatches[] | undefined)[] {
  const inAll = (tolerance: Tolerance) => () =>
    matchReadings(segments, [plainReading(query, tolerance)]);
  const inUnknown = (tolerance: Tolerance) =>
    inAll((word, isPrefix) => (isKnown(word, isPrefix) ? 0 : tolerance(word, isPrefix)));
  const inOne = (tolerance: Tolerance) => () =>
    matchWithSlip(segments, exact, tolerance, MAX_SLIP_POSTINGS);
  // What has been found must be found again, with more beside it.
  if (isAsTyped) return [inAll(tolerant)];
  if (exact.slots.length === 1) return [inAll(tolerant), inAll(moreTolerant)];

  const unknown = exact.slots.filter(({ word, isPrefix }) => !isKnown(word, isPrefix)).length;
  const anywhere = [inAll(tolerant), inAll(moreTolerant)];
  if (unknown === 0) return [inOne(tolerant), inOne(slipTolerant), ...anywhere];
  if (unknown > 1) return [inUnknown(tolerant), inUnknown(moreTolerant), ...anywhere];
  const byNeighbours = () => inOne(slipTolerant)() ?? inUnknown(slipTolerant)();
  return [inUnknown(tolerant), byNeighbours, ...anywhere];
}

function wordCount({ text, titleWords, authorWords }: ParsedQuery): number {
  return text.words.length + titleWords.length + authorWords.length;
}

/** Keeps the words of the best document among those that have the most of them. */
function giveUpWords(
  segments: readonly LiveSegment[],
  plan: Plan,
): Pick<Understood, 'matches' | 'dropped'> | undefined {
  const count = plan.slots.length;
  const resolved = segments.map((live) => live.resolve(plan));
  const idfs = idfsOf(segments, resolved);
  segments.forEach((live, s) => live.prepare(resolved[s]!, idfs));
  for (let least = count - 1; least >= Math.max(1, Math.ceil(count / 2)); least -= 1) {
    let best: { score: number; isKept: boolean[] } | undefined;
    const postings = segments.reduce(
      (sum, live, s) => sum + partialPostings(resolved[s]!, least),
      0,
    );
    if (postings > MAX_PARTIAL_POSTINGS) return undefined;
    segments.forEach((live, s) => {
      for (const found of partialMatches(live, resolved[s]!, least)) {
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
