import type { Segment } from './segment.ts';
import { ValueTally } from './value-tally.ts';

export type IndexFacet = 'language' | 'subject' | 'year';

/** A value as a segment numbers it, and how many documents have it. */
export type ValueCount = { readonly value: number; readonly count: number };

/** The commonest values, and the least of the counts that is among the first; some below it may be here too. */
export type CommonValues = { readonly nth: number; readonly values: readonly ValueCount[] };

/** Counts are remembered of so many words and facets, each of so many values, at most. */
const MAX_REMEMBERED = 500;
const MAX_VALUES = 1000;

/** What the values of a segment are counted in, made when they are first counted, and counts that are asked often. */
export class FacetTallies {
  readonly #segment: Segment;
  readonly #tallies = new Map<IndexFacet, ValueTally>();
  readonly #remembered = new Map<string, CommonValues>();

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** One without counts. */
  empty(facet: IndexFacet): ValueTally {
    const known = this.#tallies.get(facet);
    const tally = known ?? new ValueTally(VALUE_COUNTS[facet](this.#segment));
    if (known === undefined) this.#tallies.set(facet, tally);
    tally.clear();
    return tally;
  }

  remembered(key: string): CommonValues | undefined {
    return this.#remembered.get(key);
  }

  remember(key: string, common: CommonValues): void {
    if (this.#remembered.size >= MAX_REMEMBERED || common.values.length > MAX_VALUES) return;
    this.#remembered.set(key, common);
  }

  /** To be called when a document is no longer to be counted. */
  forget(): void {
    this.#remembered.clear();
  }
}

const VALUE_COUNTS: Readonly<Record<IndexFacet, (segment: Segment) => number>> = {
  language: ({ languageStarts }) => languageStarts.length - 1,
  year: () => 65536,
  subject: ({ subjectTermStarts }) => subjectTermStarts.length - 1,
};
