import type { SearchEngine, SearchRequest } from './search-engine.ts';

const PLAIN: SearchRequest = { filters: {}, sort: 'relevance', facets: [], limit: 10, offset: 0 };

/** Of each kind of work one or more, in words that most catalogues have: exact, misspelt, joined, too much. */
const TEXTS = [
  'the lord of the rings',
  'the adventures of sherlok homles',
  'harrypotter',
  'shake speare',
  'history of england volume 2',
  'a tale of two cities dickens and much more that no title has',
];
const ROUNDS = 20;

/**
 * Puts queries of every kind, so that the first reader finds compiled code and the lists of the letters in memory. Takes
 * about a second for a million books.
 */
export async function warmUp(engine: Pick<SearchEngine, 'search' | 'suggest'>): Promise<void> {
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
    await engine.search({ ...PLAIN, text: letter });
    await engine.suggest(letter, 10);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const text of TEXTS) await engine.search({ ...PLAIN, text });
    await engine.search({ ...PLAIN, text: 'history', filters: { min_year: 1800, min_rating: 3 } });
    await engine.search({ ...PLAIN, text: 'the', facets: ['language', 'subject', 'year'] });
  }
}
