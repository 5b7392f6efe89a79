import { DomainError } from '@books/domain/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRatingMatrix, encodeRatingMatrix } from './rating-matrix-file.ts';
import { encodeSections } from './section-file.ts';
import { aMatrix, matrixOf, someRatings } from './testing/ratings.ts';

describe('a file of ratings', () => {
  test('gives back the matrix it was made of', () => {
    fc.assert(
      fc.property(someRatings, (rows) => {
        const matrix = matrixOf(rows);
        expect(decodeRatingMatrix(encodeRatingMatrix(matrix))).toEqual(matrix);
      }),
    );
  });

  test('can hold nothing', () => {
    expect(decodeRatingMatrix(encodeRatingMatrix(aMatrix({}))).books.ids).toEqual([]);
  });

  test('is read from any place in memory, shared or not', () => {
    const matrix = aMatrix({ ann: { dune: 5 } });
    const file = encodeRatingMatrix(matrix);
    const shared = new Uint8Array(new SharedArrayBuffer(file.length + 1), 1);
    shared.set(file);
    expect(decodeRatingMatrix(shared)).toEqual(matrix);
  });

  test('is refused with any one bit changed or cut short', () => {
    const file = encodeRatingMatrix(aMatrix({ ann: { dune: 5, emma: 3 }, bob: { emma: 1 } }));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), (at, bit) => {
        const damaged = file.slice();
        damaged[at]! ^= 1 << bit;
        expect(() => decodeRatingMatrix(damaged)).toThrow(DomainError);
        expect(() => decodeRatingMatrix(file.slice(0, at))).toThrow(DomainError);
      }),
    );
  });

  test('is refused when it is something else or of another version', () => {
    const other = encodeSections({ kind: 'OTHER', version: 1, meta: {} }, {});
    expect(() => decodeRatingMatrix(other)).toThrow('it is of another kind');
    const newer = encodeSections({ kind: 'RATINGS', version: 2, meta: {} }, {});
    expect(() => decodeRatingMatrix(newer)).toThrow('its version is 2 where 1 is read');
  });
});
