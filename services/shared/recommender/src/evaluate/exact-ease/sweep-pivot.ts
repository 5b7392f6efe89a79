import type { InverseWorkspace } from './inverse-workspace.ts';
import { GROUP } from './product-kernel.ts';

/**
 * Puts minus its inverse in place of a block of the diagonal, and packs it into `pivot`.
 *
 * @param first row and column where the block begins
 * @throws Error when it is not positive definite
 */
export function sweepPivot(
  { matrix, stride, blockSize, pivot }: InverseWorkspace,
  first: number,
): void {
  const block = new Float64Array(blockSize * blockSize);
  for (let row = 0; row < blockSize; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = matrix[(first + row) * stride + first + column]!;
      block[row * blockSize + column] = value;
      block[column * blockSize + row] = value;
    }
  }
  for (let n = 0; n < blockSize; n += 1) sweep(block, blockSize, n);
  for (let row = 0; row < blockSize; row += 1) {
    const group = row - (row % GROUP);
    for (let column = 0; column < blockSize; column += 1) {
      const value = block[row * blockSize + column]!;
      matrix[(first + row) * stride + first + column] = value;
      pivot[group * blockSize + column * GROUP + (row % GROUP)] = value;
    }
  }
}

/** One step of Gauss-Jordan, on the n-th number of the diagonal. */
function sweep(block: Float64Array, size: number, n: number): void {
  const pivotRow = block.subarray(n * size, (n + 1) * size);
  const pivot = pivotRow[n]!;
  if (!(pivot > 0)) throw new Error('the matrix is not positive definite');
  for (let row = 0; row < size; row += 1) {
    if (row === n) continue;
    const factor = block[row * size + n]! / pivot;
    for (let column = 0; column < size; column += 1) {
      block[row * size + column]! -= factor * pivotRow[column]!;
    }
    block[row * size + n] = factor;
  }
  for (let column = 0; column < size; column += 1) pivotRow[column]! /= pivot;
  pivotRow[n] = -1 / pivot;
}
