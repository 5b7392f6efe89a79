import { BARRIER_PLACES } from './barrier.ts';
import { createSharedMemory, type SharedMemory } from './web-assembly.ts';

/** Memory for the inverse of a symmetric positive definite matrix, shared by the threads that work on it. */
export type InverseWorkspace = {
  readonly size: number;
  /** Numbers in a row of `matrix`: `size`, rounded up to whole blocks. */
  readonly stride: number;
  readonly blockSize: number;
  /** Holds all the arrays below. */
  readonly memory: SharedMemory;
  /** Packed (see AddProduct): minus the inverse of the present block of the diagonal. */
  readonly pivot: Float64Array;
  /** Packed: the columns of that block. */
  readonly panel: Float64Array;
  /** Packed: `panel` x `pivot`. */
  readonly product: Float64Array;
  readonly barrier: Int32Array;
  /** For each kind of work the next block row that nobody has taken. */
  readonly cursors: Int32Array;
  /** stride x stride, row after row. Before: the lower triangle of the first `size` rows. After: the inverse, both triangles. */
  readonly matrix: Float64Array;
};

/** Places of `cursors`. */
export const CURSORS = { panel: 0, update: 1, mirror: 2 } as const;
const CURSOR_COUNT = Object.keys(CURSORS).length;

/** With this many a block row of a panel stays in the second cache, and the matrix passes through it seldom. */
const BLOCK_SIZE = 128;

const NUMBER_BYTES = 8;
/** Of barrier and cursors, so that what follows begins at a multiple of 8. */
const CONTROL_BYTES = 64;

/** Bytes that {@link createInverseWorkspace} takes. */
export function workspaceBytes(size: number, blockSize = BLOCK_SIZE): number {
  const stride = strideOf(size, blockSize);
  return CONTROL_BYTES + NUMBER_BYTES * (blockSize ** 2 + 2 * stride * blockSize + stride ** 2);
}

/** @param blockSize a multiple of `GROUP` */
export function createInverseWorkspace(size: number, blockSize = BLOCK_SIZE): InverseWorkspace {
  const stride = strideOf(size, blockSize);
  const memory = createSharedMemory(workspaceBytes(size, blockSize));
  const { buffer } = memory;
  let end = CONTROL_BYTES;
  const numbers = (length: number) => {
    const array = new Float64Array(buffer, end, length);
    end += array.byteLength;
    return array;
  };
  return {
    size,
    stride,
    blockSize,
    memory,
    pivot: numbers(blockSize ** 2),
    panel: numbers(stride * blockSize),
    product: numbers(stride * blockSize),
    barrier: new Int32Array(buffer, 0, BARRIER_PLACES),
    cursors: new Int32Array(buffer, BARRIER_PLACES * 4, CURSOR_COUNT),
    matrix: numbers(stride ** 2),
  };
}

function strideOf(size: number, blockSize: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

/** All zeros, to be filled in anew. */
export function clearMatrix({ matrix, size, stride }: InverseWorkspace): void {
  matrix.fill(0);
  // What fills up the last block must not make it singular.
  for (let row = size; row < stride; row += 1) matrix[row * stride + row] = 1;
}
