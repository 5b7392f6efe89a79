import type { Plan, Slot } from '@books/search-index/plan';
import { FIELDS, JOIN_WEIGHT } from '@books/search-index/scoring';

/** A clause of OpenSearch's query language. */
export type Clause = { readonly [kind: string]: unknown };

/** Where a word may stand, with its weight: as `search-index/scoring` has it. */
const TEXT_FIELDS = [
  { name: 'title', bit: FIELDS.title, weight: 3, isJoined: true },
  { name: 'authors', bit: FIELDS.authors, weight: 2, isJoined: true },
  { name: 'aside', bit: FIELDS.aside, weight: 0.5, isJoined: false },
  { name: 'other', bit: FIELDS.other, weight: 0.5, isJoined: false },
] as const;

/** Weights of the ways in which a word of a book may differ from the typed one. */
const EDIT_WEIGHTS = [1, 0.6, 0.35] as const;
/** A beginning scores the same in every book, about what a word of middling rarity does. */
const BEGINNING_WEIGHT = 1.5;
/** OpenSearch takes 1,024 clauses in all; each variant of a word counts as one. */
const MAX_VARIANTS = 600;
const MAX_VARIANTS_OF_A_WORD = 50;

/** The books that fit one of the readings, with the score of the one that fits best. */
export function readingsQuery(readings: readonly Plan[]): Clause {
  const fuzzyFields = readings
    .flatMap(({ slots }) => slots)
    .reduce((sum, { edits, fields }) => sum + edits * fieldsIn(fields).length, 0);
  const variants = Math.floor(MAX_VARIANTS / Math.max(1, fuzzyFields));
  const maxVariants = Math.max(1, Math.min(MAX_VARIANTS_OF_A_WORD, variants));
  return {
    dis_max: { queries: readings.map((reading) => readingQuery(reading, maxVariants)) },
  };
}

function readingQuery({ slots, runs, excluded, weight }: Plan, maxVariants: number): Clause {
  return {
    bool: {
      must: withoutRepeats(slots).map((slot) => slotQuery(slot, maxVariants)),
      filter: runs.map(({ from, to }) => sideBySide(slots.slice(from, to))),
      must_not: excluded.flatMap((word) =>
        TEXT_FIELDS.map(({ name }) => ({ term: { [name]: word } })),
      ),
      boost: weight,
    },
  };
}

/** The books that have a slot's word, scored by where they have it and how it is spelt there. */
export function slotQuery({ word, fields, isPrefix, edits }: Slot, maxVariants = 1): Clause {
  const queries = fieldsIn(fields).flatMap(({ name, weight, isJoined }) => {
    const clauses: Clause[] = [{ term: { [name]: { value: word, boost: weight } } }];
    for (let fuzziness = 1; fuzziness <= edits; fuzziness += 1) {
      const boost = weight * EDIT_WEIGHTS[fuzziness]!;
      clauses.push({
        fuzzy: { [name]: { value: word, fuzziness, max_expansions: maxVariants, boost } },
      });
    }
    if (isPrefix) {
      clauses.push({ prefix: { [name]: { value: word, boost: weight * BEGINNING_WEIGHT } } });
    }
    // Whoever errs in a letter may as well err in a blank.
    if (edits > 0 && isJoined) {
      clauses.push({ term: { [`${name}.joined`]: { value: word, boost: weight * JOIN_WEIGHT } } });
    }
    return clauses;
  });
  return { dis_max: { queries } };
}

function sideBySide(slots: readonly Slot[]): Clause {
  const phrase = slots.map(({ word }) => word).join(' ');
  return {
    bool: { should: TEXT_FIELDS.map(({ name }) => ({ match_phrase: { [name]: phrase } })) },
  };
}

function fieldsIn(bits: number) {
  return TEXT_FIELDS.filter(({ bit }) => (bits & bit) !== 0);
}

/** A word that was typed twice asks for nothing more the second time. */
function withoutRepeats(slots: readonly Slot[]): Slot[] {
  const bySaying = new Map<string, Slot>();
  for (const slot of slots) {
    const key = `${slot.fields} ${slot.word}`;
    const known = bySaying.get(key);
    // The last one may be the beginning of a word, and asks for less then.
    if (known === undefined || known.isPrefix) bySaying.set(key, slot);
  }
  return [...bySaying.values()];
}
