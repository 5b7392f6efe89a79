import { DomainError } from '@books/domain/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeItemRidge, encodeItemRidge } from './item-ridge-file.ts';
import { aMatrix, matrixOf, someRatings } from './testing/ratings.ts';
import { trainHere } from './testing/train.ts';

describe('a model file', () => {
  test('gives back the model and the columns that travel with it', () => {
    fc.assert(
      fc.property(someRatings, (rows) => {
        const model = trainHere(matrixOf(rows));
        const columns = { year: Uint16Array.from(model.books.ids, (_, n) => 1900 + n) };
        const file = encodeItemRidge(model, columns);
        expect(decodeItemRidge(file)).toMatchObject({ model, columns });
      }),
    );
  });

  test('has a checksum that changes with the content only', () => {
    const matrix = aMatrix({ ann: { a: 5, b: 4 }, bob: { a: 3, b: 5 } });
    const checksum = () => decodeItemRidge(encodeItemRidge(trainHere(matrix))).checksum;
    expect(checksum()).toBe(checksum());
    const other = aMatrix({ ann: { a: 5, b: 4 }, bob: { a: 3, b: 4 } });
    expect(decodeItemRidge(encodeItemRidge(trainHere(other))).checksum).not.toBe(checksum());
  });

  test('is refused when damaged', () => {
    const file = encodeItemRidge(trainHere(aMatrix({ ann: { a: 5, b: 4 } })));
    file[file.length - 100]! ^= 1;
    expect(() => decodeItemRidge(file)).toThrow(DomainError);
  });
});
