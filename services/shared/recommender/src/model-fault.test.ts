import { describe, expect, test } from 'vitest';
import { modelFault } from './model-fault.ts';
import { aMatrix } from './testing/ratings.ts';
import { trainHere } from './testing/train.ts';

const model = trainHere(aMatrix({ ann: { a: 5, b: 4 }, bob: { a: 3, b: 5 } }));

describe('a model', () => {
  test('of real ratings is sound', () => {
    expect(modelFault(model)).toBeUndefined();
  });

  test('with a number that is none is not', () => {
    const rowScales = Float32Array.of(NaN, 1);
    expect(modelFault({ ...model, rowScales })).toBe('a link weight is not a number');
    const baseline = { meanStars: NaN, bookOffsets: new Float32Array(2) };
    expect(modelFault({ ...model, baseline })).toBe('a mean rating is not a number');
  });

  test('without links is not', () => {
    const lonely = trainHere(aMatrix({ ann: { a: 5 }, bob: { b: 5 } }));
    expect(modelFault(lonely)).toBe('no book has a link to another');
    const rowScales = new Float32Array(2);
    expect(modelFault({ ...model, rowScales })).toBe('all link weights are zero');
  });
});
