import type { Synonyms } from '@books/search-index/synonyms';
import { parseSynonyms } from '@books/search-index/synonyms';
import { describe, expect, test } from 'vitest';
import type { IndexedBook, SearchEngine } from './search-engine.ts';
import { anIndexedBook } from './testing/books.ts';

const SYNONYMS = parseSynonyms('lotr => lord of the rings\nsf = science fiction');

let books = 0;
function aBook(title: string, author: string, readers: number, series?: [string, number]) {
  books += 1;
  return anIndexedBook({
    book_id: `b${books}`,
    title,
    authors: author === '' ? [] : [author],
    readers,
    ...(series !== undefined && { series: { name: series[0], volume: series[1] } }),
  });
}

/** What readers ask for, and what is near enough to come in its way. */
const CATALOGUE = [
  aBook("Harry Potter and the Sorcerer's Stone (Harry Potter, #1)", 'J.K. Rowling', 4_602_479),
  aBook('Harry Potter Boxset (Harry Potter, #1-7)', 'J.K. Rowling', 190_050),
  aBook('The Potter and the Clay', '', 12),
  aBook('The Fellowship of the Ring', 'J.R.R. Tolkien', 10, ['The Lord of the Rings', 1]),
  aBook('The Lord of the Rings', 'J.R.R. Tolkien', 400_000),
  aBook('Lord of the Flies', 'William Golding', 1_600_000),
  aBook('Hamlet', 'William Shakespeare', 700_000),
  aBook('Shake Hands Forever', 'Ruth Rendell', 900),
  aBook('Spear of Destiny', 'Daniel Easterman', 900),
  aBook('Overlord, Vol. 2', 'Kugane Maruyama', 3998, ['Overlord', 2]),
  aBook('Overlord: The Battle of Two Shores', '', 900_000),
  aBook('Dune', 'Frank Herbert', 900),
  aBook('The Adventures of Tom Sawyer', 'Mark Twain', 555_359),
  aBook('Tom Sawyer Abroad', 'Mark Twain', 27_628),
  aBook('Dorian Grayn muotokuva', 'Oscar Wilde', 83),
  aBook('The Picture of Dorian Gray', 'Oscar Wilde', 590_014),
  aBook('Pride and Prejudice', 'Jane Austen', 2_035_490),
  aBook('The Jane Austen Book Club', 'Karen Joy Fowler', 53_128),
];

/** What readers type, and what each engine that takes all of it does with it; both of ours answer alike. */
export function describeSearchAcceptance(
  name: string,
  create: (books: readonly IndexedBook[], synonyms: Synonyms) => Promise<SearchEngine>,
): void {
  const ask = async (text: string) => {
    const engine = await create(CATALOGUE, SYNONYMS);
    return engine.search({
      text,
      filters: {},
      sort: 'relevance',
      facets: [],
      limit: 5,
      offset: 0,
    });
  };

  describe(`${name}, asked as readers ask`, () => {
    test.each([
      ['harrypotter', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)", 'harry potter'],
      ['harry poter', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)", 'harry potter'],
      ['shake speare', 'Hamlet', 'shakespeare'],
      ['amlet', 'Hamlet', 'hamlet'],
      ['lotr', 'The Lord of the Rings', undefined],
      ['potter the clay', 'The Potter and the Clay', undefined],
      ['rowling stone sorcerers', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)"],
      ['overlord 2', 'Overlord, Vol. 2', undefined],
      ['hamlet shakespear', 'Hamlet', undefined],
      ['tom sawyer', 'The Adventures of Tom Sawyer', undefined],
      ['tom sawyer a', 'Tom Sawyer Abroad', undefined],
      ['dorian gray', 'The Picture of Dorian Gray', undefined],
      ['jane austen', 'Pride and Prejudice', undefined],
      ['jane austen b', 'The Jane Austen Book Club', undefined],
    ])('finds first, and says what it corrected: %s', async (text, title, corrected?) => {
      const { hits, correctedQuery } = await ask(text);
      expect([hits[0]?.title, correctedQuery]).toEqual([title, corrected]);
    });

    test('takes quotes at their word, and shuts out words with a minus', async () => {
      const titles = async (text: string) => (await ask(text)).hits.map(({ title }) => title);
      expect(await titles('"rings the lord"')).toEqual([]);
      expect(await titles('"lord of the rings" -fellowship')).toEqual(['The Lord of the Rings']);
    });

    test('shows where the words stand that were found', async () => {
      const { hits } = await ask('harry poter');
      // "Harry" and "Potter", in the title and in its parentheses.
      expect(hits[0]?.highlights?.title).toEqual([
        [0, 5],
        [6, 12],
        [39, 44],
        [45, 51],
      ]);
      const [dune] = (await ask('dune herb')).hits;
      expect(dune?.highlights).toEqual({ title: [[0, 4]], authors: [[[6, 13]]] });
    });
  });
}
