import { describe, expect, test } from 'vitest';
import type { IndexedBook } from '../search-engine.ts';
import { anIndexedBook } from '../testing/books.ts';
import { HARRY_POTTER, SHELF } from '../testing/shelf.ts';
import type { CreateSearchEngine } from './create-engine.ts';

/** What is suggested while a reader types. */
export function describeTyping(name: string, create: CreateSearchEngine): void {
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
}
