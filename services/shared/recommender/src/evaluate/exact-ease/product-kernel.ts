import {
  ADD,
  ADD_PAIRS,
  code,
  compile,
  constant,
  get,
  IS_LESS,
  loadPair,
  loadTwice,
  loopWhile,
  MULTIPLY,
  MULTIPLY_PAIRS,
  set,
  storePair,
  type Bytes,
  type SharedMemory,
} from './web-assembly.ts';

/** Rows of a panel that stand together; the kernel holds GROUP x GROUP sums in registers. */
export const GROUP = 4;

/**
 * Adds L R' to a square of {@link GROUP} x {@link GROUP} numbers of 64 bits. L and R are GROUP rows of `depth` numbers each, packed:
 * number k of row r at place k x GROUP + r, so that they are read one after the other.
 *
 * @param square byte at which the square begins; its rows lie `stride` bytes apart
 * @param left byte at which L begins
 * @param right byte at which R begins
 * @param depth from 1
 */
export type AddProduct = (
  square: number,
  stride: number,
  left: number,
  right: number,
  depth: number,
) => void;

// Locals: the parameters in their order, two pairs of sums for each row, and what is being multiplied.
const [SQUARE, STRIDE, LEFT, RIGHT, DEPTH, FIRST_SUM] = [0, 1, 2, 3, 4, 5];
const PAIRS = GROUP / 2;
const FIRST_RIGHT = FIRST_SUM + GROUP * PAIRS;
const LEFT_TWICE = FIRST_RIGHT + PAIRS;
const LEFT_END = LEFT_TWICE + 1;

const NUMBER_BYTES = 8;
const PAIR_BYTES = 2 * NUMBER_BYTES;
const GROUP_BYTES = GROUP * NUMBER_BYTES;

/**
 * The inner loop of an inverse, where nearly all its time goes, in WebAssembly, whose instructions take two numbers at once and need
 * not ask for the end of an array: more than three times as fast as the same loop in JavaScript.
 */
export function createProductKernel(memory: SharedMemory): AddProduct {
  const setEnd = code(get(DEPTH), constant(GROUP_BYTES), MULTIPLY, get(LEFT), ADD, set(LEFT_END));
  return compile(
    {
      parameterCount: FIRST_SUM,
      pairCount: LEFT_END - FIRST_SUM,
      integerCount: 1,
      body: code(
        setEnd,
        loopWhile(
          code(addProducts(), advance(LEFT), advance(RIGHT)),
          code(get(LEFT), get(LEFT_END), IS_LESS),
        ),
        addToSquare(),
      ),
    },
    memory,
  );
}

/** Number k of each row of L times number k of each row of R, added to the sums. */
function addProducts(): Bytes {
  const loadRight = upTo(PAIRS, (pair) =>
    code(get(RIGHT), loadPair(pair * PAIR_BYTES), set(FIRST_RIGHT + pair)),
  );
  const addRow = (row: number) =>
    upTo(PAIRS, (pair) => {
      const product = code(get(LEFT_TWICE), get(FIRST_RIGHT + pair), MULTIPLY_PAIRS);
      return code(get(sumOf(row, pair)), product, ADD_PAIRS, set(sumOf(row, pair)));
    });
  const addRows = upTo(GROUP, (row) =>
    code(get(LEFT), loadTwice(row * NUMBER_BYTES), set(LEFT_TWICE), addRow(row)),
  );
  return code(loadRight, addRows);
}

function addToSquare(): Bytes {
  const addPair = (row: number, pair: number) => {
    const sum = code(get(SQUARE), loadPair(pair * PAIR_BYTES), get(sumOf(row, pair)), ADD_PAIRS);
    return code(get(SQUARE), sum, storePair(pair * PAIR_BYTES));
  };
  const nextRow = code(get(SQUARE), get(STRIDE), ADD, set(SQUARE));
  return upTo(GROUP, (row) =>
    code(
      upTo(PAIRS, (pair) => addPair(row, pair)),
      nextRow,
    ),
  );
}

function advance(local: number): Bytes {
  return code(get(local), constant(GROUP_BYTES), ADD, set(local));
}

function sumOf(row: number, pair: number): number {
  return FIRST_SUM + row * PAIRS + pair;
}

function upTo(count: number, write: (n: number) => Bytes): Bytes {
  return Array.from({ length: count }, (_, n) => write(n)).flat();
}
