import { BookId } from '@books/domain/ids';
import { NO_RATINGS, statsOf } from '@books/domain/rating-stats';
import type { SearchFilters } from '@books/domain/search';
import { describe, expect, test } from 'vitest';
import type { IndexedBook, SearchEngine, SearchRequest } from './search-engine.ts';
import { anIndexedBook } from './testing/books.ts';

export type CreateSearchEngine = (
  books: readonly IndexedBook[],
) => SearchEngine | Promise<SearchEngine>;

const PLAIN: SearchRequest = { filters: {}, sort: 'relevance', facets: [], limit: 20, offset: 0 };

const rowling = ['J.K. Rowling'];
const HARRY_POTTER = [
  anIndexedBook({
    book_id: 'hp5',
    title: 'Harry Potter and the Order of the Phoenix (Harry Potter, #5)',
    authors: rowling,
    readers: 1_735_368,
  }),
  anIndexedBook({
    book_id: 'hp1',
    title: "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)",
    authors: rowling,
    readers: 4_602_479,
  }),
  anIndexedBook({
    book_id: 'hpbox',
    title: 'Harry Potter Boxset (Harry Potter, #1-7)',
    authors: rowling,
    readers: 190_050,
  }),
  anIndexedBook({ book_id: 'clay', title: 'The Potter and the Clay', readers: 12 }),
];

const SHELF = [
  anIndexedBook({
    book_id: 'dune',
    title: 'Dune',
    authors: ['Frank Herbert'],
    publication_year: 1965,
    language: 'en',
    subjects: ['Science fiction', 'Deserts'],
    isbn: '0441172717',
    readers: 900,
    stars: 4.2,
  }),
  anIndexedBook({
    book_id: 'messiah',
    title: 'Dune Messiah',
    authors: ['Frank Herbert'],
    publication_year: 1969,
    language: 'en',
    subjects: ['Science Fiction'],
    readers: 300,
    stars: 3.8,
  }),
  anIndexedBook({
    book_id: 'solaris',
    title: 'Solaris',
    authors: ['Stanisław Lem'],
    publication_year: 1961,
    language: 'pl',
    subjects: ['science fiction', 'Oceans'],
    readers: 500,
    stars: 4.6,
  }),
  anIndexedBook({ book_id: 'plain', title: 'A Plain Tale of Dune Grass' }),
];

/** What every search engine must do, whatever it is made of. */
export function describeSearchEngine(name: string, create: CreateSearchEngine): void {
  async function find(
    books: readonly IndexedBook[],
    request: string | Partial<SearchRequest>,
  ): Promise<{ ids: string[]; answer: Awaited<ReturnType<SearchEngine['search']>> }> {
    const engine = await create(books);
    const answer = await engine.search({
      ...PLAIN,
      ...(typeof request === 'string' ? { text: request } : request),
    });
    return { ids: answer.hits.map(({ bookId }) => bookId), answer };
  }
  const filtered = async (filters: SearchFilters) => (await find(SHELF, { filters })).ids;

  describe(`${name} as a search engine`, () => {
    test('answers a misspelt series with its most popular volume first', async () => {
      const { ids, answer } = await find(HARRY_POTTER, 'harry poter');
      expect(ids).toEqual(['hp1', 'hp5', 'hpbox']);
      expect(answer.total).toBe(3);
      expect(answer.correctedQuery).toBe('harry potter');
    });

    test('puts the title that was typed before longer ones, however popular', async () => {
      const { ids } = await find(
        [
          ...SHELF,
          anIndexedBook({ book_id: 'll', title: 'Dune: The Long Lost Film', readers: 4_000_000 }),
        ],
        'dune',
      );
      expect(ids[0]).toBe('dune');
    });

    test.each([
      ['herbert dune', 'dune'],
      ['messiah dune frank', 'messiah'],
      ['stanislaw lem', 'solaris'],
      ['solraris', 'solaris'],
      ['solar', 'solaris'],
      ['SOLARIS!', 'solaris'],
      ['oceans', 'solaris'],
    ])('finds by words in any order, case or spelling: %s', async (text, bookId) => {
      expect((await find(SHELF, text)).ids[0]).toBe(bookId);
    });

    test.each([
      ["don't be evil", 'evil'],
      ['dont be evil', 'evil'],
      ['gracian', 'gracian'],
      ['heroes feast', 'feast'],
      ['there there', 'there'],
      ['it', 'it'],
      ['overlord 2', 'overlord2'],
      ['overlord vol 2', 'overlord2'],
    ])('finds first what is hard to type or made of common words: %s', async (text, bookId) => {
      const { ids } = await find(
        [
          anIndexedBook({ book_id: 'evil', title: "Don't Be Evil", authors: ['Rana Foroohar'] }),
          anIndexedBook({ book_id: 'good', title: 'To Be Good or Evil', readers: 5000 }),
          anIndexedBook({
            book_id: 'gracian',
            title: 'The Art of Worldly Wisdom',
            authors: ['Baltasar Gracián'],
          }),
          anIndexedBook({ book_id: 'feast', title: "Heroes' Feast", readers: 50 }),
          anIndexedBook({ book_id: 'crows', title: 'A Feast for Crows', readers: 500_000 }),
          anIndexedBook({ book_id: 'there', title: 'There There', authors: ['Tommy Orange'] }),
          anIndexedBook({
            book_id: 'wasnone',
            title: 'And Then There Were None',
            readers: 600_000,
          }),
          anIndexedBook({ book_id: 'it', title: 'It', authors: ['Stephen King'], readers: 400 }),
          anIndexedBook({ book_id: 'italy', title: 'Italy', readers: 40_000 }),
          anIndexedBook({ book_id: 'ends', title: 'It Ends with Us', readers: 4_000_000 }),
          ...[1, 2, 3].map((volume) =>
            anIndexedBook({
              book_id: `overlord${volume}`,
              title: `Overlord, Vol. ${volume}`,
              series: { name: 'Overlord', volume },
              readers: 4000 - volume,
            }),
          ),
        ],
        text,
      );
      expect(ids[0]).toBe(bookId);
    });

    test.each(['0441172717', '0-441-17271-7', '978-0-441-17271-9', 'isbn: 9780441172719'])(
      'takes an ISBN for the way to one book: %s',
      async (text) => {
        expect((await find(SHELF, text)).ids).toEqual(['dune']);
        expect(await filtered({ isbn: text })).toEqual(['dune']);
      },
    );

    test('finds nothing for an ISBN that no book has', async () => {
      expect((await find(SHELF, '9780140449136')).answer.total).toBe(0);
      expect(await filtered({ isbn: 'no isbn' })).toEqual([]);
    });

    test('keeps to every filter at once', async () => {
      expect(await filtered({ subject: ['SCIENCE FICTION'] })).toEqual([
        'dune',
        'solaris',
        'messiah',
      ]);
      expect(await filtered({ subject: ['science fiction', 'oceans'] })).toEqual(['solaris']);
      expect(await filtered({ subject: ['unheard of'] })).toEqual([]);
      expect(await filtered({ language: 'EN' })).toEqual(['dune', 'messiah']);
      expect(await filtered({ min_year: 1965 })).toEqual(['dune', 'messiah']);
      expect(await filtered({ min_year: 1962, max_year: 1965 })).toEqual(['dune']);
      expect(await filtered({ min_rating: 4.2 })).toEqual(['dune', 'solaris']);
      expect(await filtered({ language: 'en', min_rating: 4 })).toEqual(['dune']);
    });

    test('lists everything, most popular first, when nothing is asked for', async () => {
      const { ids, answer } = await find(SHELF, {});
      expect(ids).toEqual(['dune', 'solaris', 'messiah', 'plain']);
      expect(answer.total).toBe(4);
    });

    test('searches titles and authors apart', async () => {
      expect((await find(SHELF, { title: 'dune', author: 'herbert' })).ids).toEqual([
        'dune',
        'messiah',
      ]);
      expect((await find(SHELF, { author: 'lem' })).ids).toEqual(['solaris']);
      expect((await find(SHELF, { title: 'herbert' })).ids).toEqual([]);
      expect((await find(SHELF, { author: 'herbert', filters: { max_year: 1966 } })).ids).toEqual([
        'dune',
      ]);
    });

    test.each([
      ['rating', ['solaris', 'dune', 'messiah', 'plain']],
      ['ratings', ['dune', 'solaris', 'messiah', 'plain']],
      ['newest', ['messiah', 'dune', 'solaris', 'plain']],
      ['title', ['plain', 'dune', 'messiah', 'solaris']],
    ] as const)('sorts by %s, the unknown last', async (sort, ids) => {
      expect((await find(SHELF, { sort })).ids).toEqual(ids);
    });

    test('pages through a stable order with an exact total', async () => {
      const books = Array.from({ length: 45 }, (_, i) =>
        anIndexedBook({ book_id: `tale${i}`, title: 'A Tale of Two', readers: i % 3 }),
      );
      const engine = await create(books);
      const pages = [];
      for (const offset of [0, 20, 40, 60]) {
        pages.push(await engine.search({ ...PLAIN, text: 'tale two', offset }));
      }
      expect(pages.map(({ total }) => total)).toEqual([45, 45, 45, 45]);
      expect(pages.map(({ hits }) => hits.length)).toEqual([20, 20, 5, 0]);
      const ids = pages.flatMap(({ hits }) => hits.map(({ bookId }) => bookId));
      expect(new Set(ids).size).toBe(45);
    });

    test('counts facets, none narrowed by its own filter', async () => {
      const { answer } = await find(SHELF, {
        filters: { language: 'en' },
        facets: ['language', 'subject', 'year'],
      });
      expect(answer.facets.language).toEqual([
        { value: 'en', count: 2 },
        { value: 'pl', count: 1 },
      ]);
      expect(answer.facets.subject?.map(({ count }) => count)).toEqual([2, 1]);
      expect(answer.facets.subject?.[0]?.value.toLowerCase()).toBe('science fiction');
      expect(answer.facets.year).toEqual([
        { value: '1965', count: 1 },
        { value: '1969', count: 1 },
      ]);
    });

    test('counts facets over the matches of the query only, and none unasked', async () => {
      const { answer } = await find(SHELF, { text: 'messiah', facets: ['year'] });
      expect(answer.facets).toEqual({ year: [{ value: '1969', count: 1 }] });
    });

    test('answers with what a list shows of a book', async () => {
      const { answer } = await find(SHELF, 'solaris');
      expect(answer.hits[0]).toMatchObject({
        bookId: 'solaris',
        title: 'Solaris',
        authors: ['Stanisław Lem'],
        year: 1961,
        language: 'pl',
        rating: 4.6,
        ratingsCount: 500,
      });
      // Spellings of one subject may have been made one.
      expect(answer.hits[0]?.subjects.map((subject) => subject.toLowerCase())).toEqual([
        'science fiction',
        'oceans',
      ]);
    });

    test('has no rating for an unrated book', async () => {
      const { answer } = await find(SHELF, 'plain tale');
      expect(answer.hits[0]).toMatchObject({ rating: null, ratingsCount: 0, year: undefined });
    });

    test('gives up words that lead nowhere and says which', async () => {
      const { ids, answer } = await find(SHELF, 'dune messiah xqzvw');
      expect(ids[0]).toBe('messiah');
      expect(answer.dropped).toEqual(['xqzvw']);
    });

    test('says nothing of corrections when the words were found as typed', async () => {
      const { answer } = await find(SHELF, 'dune');
      expect(answer.correctedQuery).toBeUndefined();
      expect(answer.dropped).toBeUndefined();
    });

    test('lets filters narrow the matches without loosening the words', async () => {
      const { answer } = await find(SHELF, { text: 'dune messiah', filters: { language: 'pl' } });
      expect(answer.total).toBe(0);
    });

    test.each([
      ['nothing but blanks', '   '],
      ['one letter', 'd'],
      ['signs', '?!…'],
      ['emoji', '🐉🐉'],
      ['500 letters', 'x'.repeat(500)],
      ['500 words', 'dune '.repeat(500)],
      ['Chinese', '百年孤独'],
      ['Arabic', 'ألف ليلة وليلة'],
      ['half a surrogate pair', '\uD83D'],
      ['a lone quote', '"'],
      ['names of the language itself', 'constructor __proto__ toString'],
    ])('never fails: %s', async (_what, text) => {
      const engine = await create(SHELF);
      const { total, hits } = await engine.search({ ...PLAIN, text });
      expect(total).toBeGreaterThanOrEqual(hits.length);
      await engine.search({ ...PLAIN, title: text, author: text });
      await engine.suggest(text, 5);
      await engine.titlesByPrefix(text, 5);
    });

    test('finds titles in any script', async () => {
      const books = [
        anIndexedBook({ book_id: 'zh', title: '百年孤独' }),
        anIndexedBook({ book_id: 'ar', title: 'ألف ليلة وليلة' }),
      ];
      expect((await find(books, '百年孤独')).ids).toEqual(['zh']);
      expect((await find(books, 'ليلة')).ids).toEqual(['ar']);
    });

    test('answers from an empty catalogue', async () => {
      const engine = await create([]);
      expect(await engine.search({ ...PLAIN, text: 'dune', facets: ['year'] })).toMatchObject({
        total: 0,
        hits: [],
        facets: { year: [] },
      });
      expect(await engine.titlesByPrefix('d', 5)).toEqual([]);
      expect(engine.status().books).toBe(0);
    });
  });

  describe(`${name} while a reader types`, () => {
    const idsByPrefix = async (books: readonly IndexedBook[], prefix: string, limit = 10) =>
      (await (await create(books)).titlesByPrefix(prefix, limit)).map(({ bookId }) => bookId);

    test('lists titles by their beginning, most popular first', async () => {
      expect(await idsByPrefix(HARRY_POTTER, 'harry potter')).toEqual(['hp1', 'hp5', 'hpbox']);
      expect(await idsByPrefix(HARRY_POTTER, 'HARRY POTTER AND THE O')).toEqual(['hp5']);
      expect(await idsByPrefix(HARRY_POTTER, 'h', 2)).toEqual(['hp1', 'hp5']);
      expect(await idsByPrefix(HARRY_POTTER, 'order')).toEqual([]);
      expect(await idsByPrefix(HARRY_POTTER, '!')).toEqual([]);
    });

    test('lets a leading article be left out, and lists a title once', async () => {
      expect(await idsByPrefix(HARRY_POTTER, 'potter')).toEqual(['clay']);
      expect(await idsByPrefix(HARRY_POTTER, 'the pot')).toEqual(['clay']);
      const the = [anIndexedBook({ book_id: 'the', title: 'The The' })];
      expect(await idsByPrefix(the, 'the')).toEqual(['the']);
    });

    test('gives the title as it is written', async () => {
      const engine = await create(SHELF);
      expect(await engine.titlesByPrefix('a plain', 1)).toEqual([
        { bookId: 'plain', title: 'A Plain Tale of Dune Grass' },
      ]);
    });

    test('suggests titles, and authors by any of their names', async () => {
      const engine = await create([...SHELF, ...HARRY_POTTER]);
      expect(await engine.suggest('dun', 2)).toEqual([
        { kind: 'book', text: 'Dune', bookId: 'dune' },
        { kind: 'book', text: 'Dune Messiah', bookId: 'messiah' },
      ]);
      expect((await engine.suggest('rowl', 3))[0]).toEqual({
        kind: 'author',
        text: 'J.K. Rowling',
      });
      expect((await engine.suggest('frank h', 3))[0]).toEqual({
        kind: 'author',
        text: 'Frank Herbert',
      });
      expect(await engine.suggest('', 3)).toEqual([]);
    });

    test('suggests what was meant when the typing went wrong', async () => {
      const engine = await create([...SHELF, ...HARRY_POTTER]);
      expect((await engine.suggest('harry poter', 2))[0]).toMatchObject({ bookId: 'hp1' });
    });
  });

  describe(`${name} while the catalogue changes`, () => {
    test('finds a new book by the next search', async () => {
      const engine = await create(SHELF);
      await engine.upsert(
        anIndexedBook({ book_id: 'emma', title: 'Emma', authors: ['Jane Austen'], readers: 9 }),
      );
      expect((await engine.search({ ...PLAIN, text: 'austen emma' })).hits[0]?.bookId).toBe('emma');
      expect(await engine.titlesByPrefix('emm', 5)).toEqual([{ bookId: 'emma', title: 'Emma' }]);
      expect((await engine.suggest('aust', 5))[0]).toEqual({ kind: 'author', text: 'Jane Austen' });
      expect(engine.status().books).toBe(5);
    });

    test('finds a renamed book under its new title and not under its old', async () => {
      const engine = await create(SHELF);
      await engine.upsert(
        anIndexedBook({ book_id: 'solaris', title: 'The Invincible', authors: ['Lem'] }),
      );
      expect((await engine.search({ ...PLAIN, text: 'solaris' })).total).toBe(0);
      const { hits, total } = await engine.search({ ...PLAIN, text: 'invincible' });
      expect([hits[0]?.bookId, total]).toEqual(['solaris', 1]);
      expect(await engine.titlesByPrefix('sol', 5)).toEqual([]);
      expect((await engine.titlesByPrefix('inv', 5)).length).toBe(1);
      expect(await engine.suggest('stanislaw', 5)).toEqual([]);
      expect(engine.status().books).toBe(4);
    });

    test('finds a book no more that was taken out', async () => {
      const engine = await create(SHELF);
      const { book_id: solaris } = SHELF[2]!.book;
      await engine.remove(solaris);
      await engine.remove(solaris);
      expect((await engine.search({ ...PLAIN, text: 'solaris' })).total).toBe(0);
      expect(await engine.titlesByPrefix('sol', 5)).toEqual([]);
      expect(await engine.suggest('stanislaw', 5)).toEqual([]);
      expect(engine.status().books).toBe(3);
    });

    test('leaves one book when the same change comes twice', async () => {
      const engine = await create([]);
      const emma = anIndexedBook({ book_id: 'emma', title: 'Emma' });
      await engine.upsert(emma);
      await engine.upsert(emma);
      expect((await engine.search({ ...PLAIN, text: 'emma' })).total).toBe(1);
      expect((await engine.titlesByPrefix('e', 5)).length).toBe(1);
    });

    test('shows, filters and sorts by new rating figures at once', async () => {
      const engine = await create(SHELF);
      const messiah = SHELF[1]!.book.book_id;
      await engine.updateStats(messiah, statsOf([5, 5, 5, 5, 5, 5]));
      const { hits } = await engine.search({ ...PLAIN, text: 'dune messiah' });
      expect(hits[0]).toMatchObject({ rating: 5, ratingsCount: 6 });
      const best = await engine.search({ ...PLAIN, filters: { min_rating: 4.9 } });
      expect(best.hits.map(({ bookId }) => bookId)).toEqual(['messiah']);
      const sorted = await engine.search({ ...PLAIN, sort: 'rating' });
      expect(sorted.hits[0]?.bookId).toBe('messiah');
    });

    test('brings a book forward as readers come to it', async () => {
      const engine = await create(SHELF);
      const messiah = SHELF[1]!.book.book_id;
      await engine.updateStats(messiah, { ...NO_RATINGS, count: 5000, halfStarSum: 40_000 });
      expect((await engine.titlesByPrefix('dune', 5))[0]?.bookId).toBe('messiah');
    });

    test('ignores figures of a book it does not have', async () => {
      const engine = await create(SHELF);
      const stranger = BookId.parse('stranger');
      await engine.updateStats(stranger, statsOf([5]));
      expect(engine.status().books).toBe(4);
    });
  });
}
