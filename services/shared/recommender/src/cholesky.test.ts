import fc from 'fast-check';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { solvePositiveDefinite } from './cholesky.ts';

describe('solving a positive definite system', () => {
  test('gives the numbers worked out by hand', () => {
    // 4x + 2y = 10, 2x + 3y = 9: x = 1.5, y = 2
    const vector = Float64Array.of(10, 9);
    expect(solvePositiveDefinite(Float64Array.of(4, 0, 2, 3), vector, 2, 2)).toBe(true);
    expect(vector[0]).toBeCloseTo(1.5, 12);
    expect(vector[1]).toBeCloseTo(2, 12);
  });

  // Up to three blocks of columns, and what is left over.
  test('agrees with ml-matrix', () => {
    const cell = fc.double({ min: -3, max: 3, noNaN: true });
    const system = fc.integer({ min: 1, max: 14 }).chain((size) =>
      fc.record({
        factor: fc.array(fc.array(cell, { minLength: size, maxLength: size }), {
          minLength: size,
          maxLength: size,
        }),
        right: fc.array(cell, { minLength: size, maxLength: size }),
      }),
    );
    fc.assert(
      fc.property(system, ({ factor, right }) => {
        const root = new Matrix(factor);
        const size = root.rows;
        const matrix = root.mmul(root.transpose()).add(Matrix.eye(size));
        const expected = new CholeskyDecomposition(matrix).solve(Matrix.columnVector(right));
        const stride = size + 2;
        const cells = new Float64Array(stride * size);
        matrix.to2DArray().forEach((row, r) => cells.set(row, r * stride));
        const vector = Float64Array.from(right);
        expect(solvePositiveDefinite(cells, vector, size, stride)).toBe(true);
        vector.forEach((x, i) => expect(Math.abs(x - expected.get(i, 0))).toBeLessThan(1e-9));
      }),
    );
  });

  test('says so when the matrix is not positive definite', () => {
    expect(solvePositiveDefinite(Float64Array.of(1, 0, 2, 1), new Float64Array(2), 2, 2)).toBe(
      false,
    );
    expect(solvePositiveDefinite(Float64Array.of(NaN), new Float64Array(1), 1, 1)).toBe(false);
  });
});
