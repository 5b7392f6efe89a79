import { describe, expect, test } from 'vitest';
import { anIndexedBook } from '../testing/books.ts';
import { HARRY_POTTER, SHELF } from '../testing/shelf.ts';
import { type CreateSearchEngine, finder, PLAIN } from './create-engine.ts';

/** What is found by words, however they are typed. */
export function describeWords(name: string, create: CreateSearchEngine): void {
  const find = finder(create);

  describe(`${name} asked for words`, () => {
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
}
