import type { Plan } from '@books/search-index/plan';
import {
  exactly,
  joinReadings,
  moreTolerant,
  type ParsedQuery,
  plainReading,
  synonymReadings,
  tolerant,
  withoutSlots,
} from '@books/search-index/readings';
import { ANY_FIELD } from '@books/search-index/scoring';
import type { Synonyms } from '@books/search-index/synonyms';
import { type Clause, readingsQuery, slotQuery } from './reading-query.ts';

/** One way to take a query, to be tried. */
export type Attempt = {
  readonly query: Clause;
  /** The words as they are looked for. */
  readonly plan: Plan;
  /** Whether words are looked for as they were typed only. */
  readonly isAsTyped: boolean;
  readonly dropped: readonly string[];
};

/** With fewer matches than this for the words as typed, others are looked for too: as our own index does. */
const ENOUGH_MATCHES = { oneWord: 5, moreWords: 1 } as const;
/** Of longer queries no two words are tried as one: the clauses grow with the square. */
const MAX_WORDS_TO_JOIN = 8;

/** How many matches are enough to take the words as they were typed. */
export function enoughMatches({ text, titleWords, authorWords }: ParsedQuery): number {
  const words = text.words.length + titleWords.length + authorWords.length;
  return words === 1 ? ENOUGH_MATCHES.oneWord : ENOUGH_MATCHES.moreWords;
}

/** The words as typed, the last also as a beginning, and synonyms. */
export function asTyped(query: ParsedQuery, synonyms: Synonyms): Attempt {
  const plan = plainReading(query, exactly);
  const readings = [plan, ...synonymReadings({ query, plain: plan }, synonyms)];
  return { query: readingsQuery(readings), plan, isAsTyped: true, dropped: [] };
}

/** Besides, with typos and with blanks left out or put in; then with more typos. */
export function withFaults(query: ParsedQuery, synonyms: Synonyms): Attempt[] {
  const canJoin = query.text.words.length <= MAX_WORDS_TO_JOIN;
  const read = { query, plain: plainReading(query, exactly) };
  const others = [
    ...synonymReadings(read, synonyms),
    ...(canJoin ? joinReadings(read, () => true) : []),
  ];
  return [tolerant, moreTolerant].map((tolerance) => {
    const plan = plainReading(query, tolerance);
    const readings = [plan, ...others];
    return { query: readingsQuery(readings), plan, isAsTyped: false, dropped: [] };
  });
}

/**
 * The book that has the most of the words; at least half of them.
 *
 * @returns `undefined` when words are in quotes: whoever puts them there will not have them given up
 */
export function mostOfTheWords(
  query: ParsedQuery,
): { readonly plan: Plan; readonly query: Clause } | undefined {
  if (query.text.words.some(({ isQuoted }) => isQuoted)) return undefined;
  const plan = plainReading(query, tolerant);
  const { slots, excluded } = plan;
  if (slots.length < 2) return undefined;
  const named = slots.map((slot, i) => ({
    bool: {
      must: [{ constant_score: { filter: slotQuery(slot, 8), boost: ONE_WORD } }],
      _name: String(i),
    },
  }));
  const atLeast = Math.max(1, Math.ceil(slots.length / 2));
  return {
    plan,
    query: {
      bool: {
        must: [{ bool: { should: named, minimum_should_match: atLeast } }],
        should: slots.map((slot) => slotQuery(slot, 8)),
        must_not: excluded.map(anywhere),
      },
    },
  };
}
/** Larger than the words' scores together can be. */
const ONE_WORD = 10_000;

/** The words that were found, without the others. */
export function withoutDropped(plan: Plan, kept: ReadonlySet<number>): Attempt {
  const shortened = withoutSlots(
    plan,
    plan.slots.map((_, slot) => kept.has(slot)),
  );
  return {
    query: readingsQuery([shortened]),
    plan: shortened,
    isAsTyped: false,
    dropped: plan.slots.filter((_, slot) => !kept.has(slot)).map(({ word }) => word),
  };
}

function anywhere(word: string): Clause {
  return slotQuery({ word, fields: ANY_FIELD, isPrefix: false, edits: 0 });
}
