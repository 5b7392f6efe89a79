import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isbn10FromIsbn13, isbn13FromIsbn10, isIsbn10, isIsbn13, parseIsbn } from './isbn.ts';

describe('an ISBN-10', () => {
  test.each(['0439023483', '080442957X', '0306406152'])('%s is valid', (text) => {
    expect(isIsbn10(text)).toBe(true);
  });

  test.each([
    ['a wrong check digit', '0439023484'],
    ['two digits exchanged', '4039023483'],
    ['lost zeros', '439023483'],
    ['X before the end', '08044X9570'],
    ['a lower-case x', '080442957x'],
    ['nothing', ''],
  ])('is not valid with %s', (_fault, text) => {
    expect(isIsbn10(text)).toBe(false);
  });
});

describe('an ISBN-13', () => {
  test.each(['9780439023481', '9780306406157', '9791034304554'])('%s is valid', (text) => {
    expect(isIsbn13(text)).toBe(true);
  });

  test.each([
    ['a wrong check digit', '9780439023482'],
    ['another range', '9770306406150'],
    ['a spreadsheet’s notation', '9.78043902348e+12'],
  ])('is not valid with %s', (_fault, text) => {
    expect(isIsbn13(text)).toBe(false);
  });
});

describe('conversion', () => {
  test.each([
    ['0439023483', '9780439023481'],
    ['080442957X', '9780804429573'],
    ['0306406152', '9780306406157'],
  ])('%s is the same book as %s', (isbn10, isbn13) => {
    expect(isbn13FromIsbn10(isbn10)).toBe(isbn13);
    expect(isbn10FromIsbn13(isbn13)).toBe(isbn10);
  });

  test('the 979 range has no ISBN-10', () => {
    expect(isbn10FromIsbn13('9791034304554')).toBeUndefined();
  });

  test('any nine digits lead to a valid ISBN-13 and back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), (digits) => {
        const isbn10 = isbn10FromIsbn13(`978${digits}0`)!;
        expect(isIsbn10(isbn10)).toBe(true);
        expect(isIsbn13(isbn13FromIsbn10(isbn10))).toBe(true);
        expect(isbn10FromIsbn13(isbn13FromIsbn10(isbn10))).toBe(isbn10);
      }),
    );
  });

  test('one changed digit is always noticed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 9 }), (position, step) => {
        const isbn = '9780306406157';
        const digit = (Number(isbn[position]) + step) % 10;
        expect(isIsbn13(isbn.slice(0, position) + digit + isbn.slice(position + 1))).toBe(false);
      }),
    );
  });
});

describe('reading an ISBN', () => {
  test.each([
    ['9780306406157'],
    ['0306406152'],
    ['0-306-40615-2'],
    ['978-0-306-40615-7'],
    ['978\u20130\u2013306\u201340615\u20137'],
    ['ISBN 0306406152'],
    ['isbn-13: 978 0306406157'],
    ['="0306406152"'],
    ['  0306406152 '],
  ])('understands %s', (text) => {
    expect(parseIsbn(text)).toBe('9780306406157');
  });

  test('understands a lower-case x', () => {
    expect(parseIsbn('0-8044-2957-x')).toBe('9780804429573');
  });

  test.each(['', 'ISBN', '0306406153', '306406152', '9.78030640615e+12', 'Dune'])(
    'returns nothing for %j',
    (text) => {
      expect(parseIsbn(text)).toBeUndefined();
    },
  );
});
