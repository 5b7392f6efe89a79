import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../random.ts';
import { clearMatrix, createInverseWorkspace, type InverseWorkspace } from './inverse-workspace.ts';
import { invertInThreads } from './invert-in-threads.ts';
import { GROUP } from './product-kernel.ts';
import { takePartInInverse } from './symmetric-inverse.ts';

/** Symmetric, with eigenvalues from 1 on. */
function aPositiveDefinite(size: number, seed: number): Matrix {
  const random = createRandom(seed);
  const root = Matrix.rand(size, size, { random: () => random() * 2 - 1 });
  return root.mmul(root.transpose()).add(Matrix.eye(size));
}

function workspaceOf(matrix: Matrix, blockSize?: number): InverseWorkspace {
  const workspace = createInverseWorkspace(matrix.rows, blockSize);
  clearMatrix(workspace);
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      workspace.matrix[row * workspace.stride + column] = matrix.get(row, column);
    }
  }
  return workspace;
}

function largestDifference({ matrix, size, stride }: InverseWorkspace, expected: Matrix): number {
  let largest = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const difference = matrix[row * stride + column]! - expected.get(row, column);
      largest = Math.max(largest, Number.isNaN(difference) ? Infinity : Math.abs(difference));
    }
  }
  return largest;
}

describe('the inverse of a positive definite matrix', () => {
  test('is that worked out by hand', () => {
    const workspace = workspaceOf(
      new Matrix([
        [2, 1],
        [1, 3],
      ]),
    );
    takePartInInverse(workspace, { isFirst: true, memberCount: 1 });
    const byHand = new Matrix([
      [0.6, -0.2],
      [-0.2, 0.4],
    ]);
    expect(largestDifference(workspace, byHand)).toBeLessThan(1e-15);
  });

  test('agrees with ml-matrix, whatever the size and that of the blocks', () => {
    const cases = fc.record({
      size: fc.integer({ min: 1, max: 40 }),
      blockSize: fc.integer({ min: 1, max: 4 }).map((groups) => groups * GROUP),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(cases, ({ size, blockSize, seed }) => {
        const matrix = aPositiveDefinite(size, seed);
        const workspace = workspaceOf(matrix, blockSize);
        takePartInInverse(workspace, { isFirst: true, memberCount: 1 });
        expect(largestDifference(workspace, inverse(matrix))).toBeLessThan(1e-9);
      }),
    );
  });

  test('is the same, bit for bit, with three threads', async () => {
    const matrix = aPositiveDefinite(300, 1);
    const [alone, together] = [workspaceOf(matrix), workspaceOf(matrix)];
    takePartInInverse(alone, { isFirst: true, memberCount: 1 });
    const steps: string[] = [];
    await invertInThreads(together, 3, (done, total) => steps.push(`${done} of ${total}`));
    expect(together.matrix.every((value, n) => value === alone.matrix[n])).toBe(true);
    expect(steps).toEqual(['1 of 3', '2 of 3', '3 of 3']);
    expect(largestDifference(together, inverse(matrix))).toBeLessThan(1e-9);
  }, 30_000);

  test('is refused of one that is not, and no thread is left waiting', async () => {
    const workspace = workspaceOf(
      new Matrix([
        [1, 2],
        [2, 1],
      ]),
    );
    await expect(invertInThreads(workspace, 2)).rejects.toThrow('not positive definite');
  }, 30_000);
});
