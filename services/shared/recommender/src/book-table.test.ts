import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBookTable, findBook, findBooks } from './book-table.ts';
import { aBookId } from './testing/ratings.ts';

/** Two ids of the same hash. */
const LEVEL = ['b1003506', 'b997969'].map(aBookId);
const someIds = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9._:-]{0,12}$/).map(aBookId), {
  maxLength: 60,
});

describe('a table of books', () => {
  test('finds the number of every book, one by one and all together, and -1 for others', () => {
    fc.assert(
      fc.property(someIds, someIds, (known, others) => {
        const table = createBookTable(known.toSorted());
        const asked = [...known, ...others];
        const numbers = new Int32Array(asked.length);
        findBooks(table, asked.length, (i) => asked[i]!, numbers);
        expect([...numbers]).toEqual(asked.map((id) => table.ids.indexOf(id)));
        expect(asked.map((id) => findBook(table, id))).toEqual([...numbers]);
      }),
    );
  });

  test('tells books apart whose hashes are equal', () => {
    const both = createBookTable(LEVEL);
    const numbers = new Int32Array(2);
    findBooks(both, 2, (i) => LEVEL[i]!, numbers);
    expect([...numbers]).toEqual([0, 1]);
    expect(both.slots.filter((value, at) => at % 2 === 0 && value !== 0)).toHaveLength(2);
    expect(new Set(both.slots.filter((value, at) => at % 2 === 0 && value !== 0)).size).toBe(1);
    const one = createBookTable(LEVEL.slice(0, 1));
    expect(LEVEL.map((id) => findBook(one, id))).toEqual([0, -1]);
  });

  test('finds an id that is another string of the same letters', () => {
    const table = createBookTable([aBookId('gb:12345678901234')]);
    expect(findBook(table, aBookId(['gb:', '12345678901234'].join('')))).toBe(0);
  });
});
