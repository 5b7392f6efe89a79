/**
 * Solves A x = b for a symmetric positive definite A in place: `matrix` becomes its lower Cholesky factor, `vector` x.
 *
 * @param matrix rows of `stride` numbers, of which the first `size` of the first `size` rows count; only the lower
 *   triangle is read
 * @param vector b in its first `size` places
 * @returns false, with both arrays in ruins, when A is not positive definite
 */
export function solvePositiveDefinite(
  matrix: Float64Array,
  vector: Float64Array,
  size: number,
  stride: number,
): boolean {
  for (let row = 0; row < size; row += 1) {
    const rowAt = row * stride;
    for (let column = 0; column < row; column += 1) {
      const columnAt = column * stride;
      // Four sums at a time: each addition would have to wait for the one before it.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let k = 0;
      for (; k + 3 < column; k += 4) {
        a += matrix[rowAt + k]! * matrix[columnAt + k]!;
        b += matrix[rowAt + k + 1]! * matrix[columnAt + k + 1]!;
        c += matrix[rowAt + k + 2]! * matrix[columnAt + k + 2]!;
        d += matrix[rowAt + k + 3]! * matrix[columnAt + k + 3]!;
      }
      for (; k < column; k += 1) a += matrix[rowAt + k]! * matrix[columnAt + k]!;
      const sum = matrix[rowAt + column]! - (a + b + (c + d));
      matrix[rowAt + column] = sum * matrix[columnAt + column]!;
    }
    let pivot = matrix[rowAt + row]!;
    for (let k = 0; k < row; k += 1) pivot -= matrix[rowAt + k]! ** 2;
    if (!(pivot > 0)) return false;
    // The diagonal holds inverses: one division a row instead of one an entry.
    matrix[rowAt + row] = 1 / Math.sqrt(pivot);
  }
  for (let row = 0; row < size; row += 1) {
    let sum = vector[row]!;
    for (let k = 0; k < row; k += 1) sum -= matrix[row * stride + k]! * vector[k]!;
    vector[row] = sum * matrix[row * stride + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const solved = vector[row]! * matrix[row * stride + row]!;
    vector[row] = solved;
    for (let k = 0; k < row; k += 1) vector[k]! -= matrix[row * stride + k]! * solved;
  }
  return true;
}
