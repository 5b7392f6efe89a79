import type { Facet } from '@books/domain/search';
import { foldedKey } from '@books/search-index/fold';
import { type Condition, meetsAll } from './search-conditions.ts';
import { type FacetCount, MAX_FACET_VALUES, type SearchHit } from './search-engine.ts';
import type { SearchEntry } from './search-entry.ts';

/**
 * How many of the matches have each value of a facet, with every filter but the facet's own.
 *
 * @returns the {@link MAX_FACET_VALUES} commonest, largest first, ties by value; subjects that differ only in
 *   case and diacritics are one, in the spelling met first
 */
export function facetCounts(
  facet: Facet,
  matches: Iterable<SearchEntry>,
  conditions: readonly Condition[],
): FacetCount[] {
  const counts = new Map<string, { value: string; count: number }>();
  for (const entry of matches) {
    if (!meetsAll(conditions, entry, facet)) continue;
    const seen = new Set<string>();
    for (const value of FACET_VALUES[facet](entry.hit)) {
      const key = facet === 'subject' ? foldedKey(value) : value;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { value, count: 1 });
      else known.count += 1;
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_FACET_VALUES);
}

const FACET_VALUES: Readonly<Record<Facet, (hit: SearchHit) => readonly string[]>> = {
  language: ({ language }) => (language === undefined ? [] : [language]),
  year: ({ year }) => (year === undefined ? [] : [String(year)]),
  subject: ({ subjects }) => subjects,
};
