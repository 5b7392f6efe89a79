import { createBarrier } from './barrier.ts';
import { CURSORS, type InverseWorkspace } from './inverse-workspace.ts';
import { createProductKernel, GROUP, type AddProduct } from './product-kernel.ts';
import { sweepPivot } from './sweep-pivot.ts';

/** One of those who invert a matrix together. */
export type InverseMember = {
  /** The first does what only one can do. */
  readonly isFirst: boolean;
  readonly memberCount: number;
  /** Called after each block of the diagonal. */
  readonly onStep?: (done: number, total: number) => void;
};

/**
 * Does one member's part of inverting `matrix` in place, and returns when all have done theirs.
 *
 * Gauss-Jordan by blocks of the diagonal, on the lower triangle alone: with the block K and minus its inverse M, every
 * A_ij becomes A_ij + A_iK M A_Kj, A_iK becomes -A_iK M and A_KK becomes M. After all blocks there is minus the inverse. These
 * are size^3 operations, as many as a Cholesky factor and the inverse from it take, and nearly all in one kind of product.
 *
 * @throws Error for the first member when the matrix is not positive definite; the others then wait until they are ended
 */
export function takePartInInverse(
  workspace: InverseWorkspace,
  { isFirst, memberCount, onStep }: InverseMember,
): void {
  const { stride, blockSize, barrier, cursors } = workspace;
  const blockCount = stride / blockSize;
  const addProduct = createProductKernel(workspace.memory);
  const meet = createBarrier(barrier, memberCount);
  const takeBlocks = (kind: keyof typeof CURSORS, work: (block: number) => void) => {
    for (;;) {
      const n = Atomics.add(cursors, CURSORS[kind], 1);
      if (n >= blockCount) return;
      // The last block rows are the longest: begun first, all members end together.
      work(blockCount - 1 - n);
    }
  };
  for (let k = 0; k < blockCount; k += 1) {
    if (isFirst) {
      cursors.fill(0);
      sweepPivot(workspace, k * blockSize);
    }
    meet();
    takeBlocks('panel', (block) => block !== k && multiplyPanel(workspace, addProduct, k, block));
    meet();
    takeBlocks('update', (block) => block !== k && updateRow(workspace, addProduct, k, block));
    meet();
    onStep?.(k + 1, blockCount);
  }
  takeBlocks('mirror', (block) => mirrorRow(workspace, block));
  meet();
}

/** Packs the pivot's columns of a block row, multiplies them by the pivot and puts the product in their place. */
function multiplyPanel(
  workspace: InverseWorkspace,
  addProduct: AddProduct,
  k: number,
  block: number,
): void {
  const { matrix, stride, blockSize, pivot, panel, product } = workspace;
  const first = k * blockSize;
  // Above the diagonal there is nothing: what belongs there stands on the other side.
  const [rowStep, columnStep] = block > k ? [stride, 1] : [1, stride];
  for (let row = block * blockSize; row < (block + 1) * blockSize; row += GROUP) {
    const packed = row * blockSize;
    const cell = row * rowStep + first * columnStep;
    for (let column = 0; column < blockSize; column += 1) {
      for (let r = 0; r < GROUP; r += 1) {
        const at = cell + r * rowStep + column * columnStep;
        panel[packed + column * GROUP + r] = matrix[at]!;
      }
    }
    product.fill(0, packed, packed + blockSize * GROUP);
    for (let column = 0; column < blockSize; column += GROUP) {
      addProduct(
        addressOf(product, packed + column * GROUP),
        GROUP * product.BYTES_PER_ELEMENT,
        addressOf(pivot, column * blockSize),
        addressOf(panel, packed),
        blockSize,
      );
    }
    for (let column = 0; column < blockSize; column += 1) {
      for (let r = 0; r < GROUP; r += 1) {
        const at = cell + r * rowStep + column * columnStep;
        matrix[at] = -product[packed + column * GROUP + r]!;
      }
    }
  }
}

/** Adds the product of panels to every block of a block row, up to the diagonal. */
function updateRow(
  { matrix, stride, blockSize, panel, product }: InverseWorkspace,
  addProduct: AddProduct,
  k: number,
  block: number,
): void {
  const strideBytes = stride * matrix.BYTES_PER_ELEMENT;
  for (let other = 0; other <= block; other += 1) {
    if (other === k) continue;
    for (let row = block * blockSize; row < (block + 1) * blockSize; row += GROUP) {
      const left = addressOf(product, row * blockSize);
      for (let column = other * blockSize; column < (other + 1) * blockSize; column += GROUP) {
        const right = addressOf(panel, column * blockSize);
        addProduct(addressOf(matrix, row * stride + column), strideBytes, left, right, blockSize);
      }
    }
  }
}

/** Of a number in an array of the shared memory. */
function addressOf(array: Float64Array, at: number): number {
  return array.byteOffset + at * array.BYTES_PER_ELEMENT;
}

/** Turns minus the inverse into the inverse, on both sides of the diagonal. */
function mirrorRow({ matrix, stride, blockSize }: InverseWorkspace, block: number): void {
  const end = (block + 1) * blockSize;
  for (let first = 0; first < end; first += blockSize) {
    for (let row = block * blockSize; row < end; row += 1) {
      for (let column = first; column < Math.min(first + blockSize, row + 1); column += 1) {
        const value = -matrix[row * stride + column]!;
        matrix[row * stride + column] = value;
        matrix[column * stride + row] = value;
      }
    }
  }
}
