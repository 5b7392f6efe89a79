/** A piece of WebAssembly in its binary format. */
export type Bytes = readonly number[];

/** Memory of WebAssembly that threads share. */
export type SharedMemory = { readonly buffer: SharedArrayBuffer };

/** As much of the global as is needed here: neither TypeScript's ES library nor the types of Node declare it. */
declare const WebAssembly: {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: SharedMemory } },
  ) => { readonly exports: { readonly run: (...parameters: number[]) => void } };
};

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** What {@link createSharedMemory} can give at most: addresses have 32 bits. */
export const MAX_MEMORY_BYTES = PAGE_BYTES * MAX_PAGES;

/** @param bytes rounded up to whole pages */
export function createSharedMemory(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

// Instructions, by their names in the text format. Those of vectors (f64x2: a pair of numbers of 64 bits) begin with 0xfd.

export const code = (...instructions: readonly Bytes[]): Bytes => instructions.flat();
/** local.get */
export const get = (local: number): Bytes => [0x20, ...unsigned(local)];
/** local.set */
export const set = (local: number): Bytes => [0x21, ...unsigned(local)];
/** i32.const, 0 to 63 */
export const constant = (value: number): Bytes => [0x41, value];
/** i32.add */
export const ADD: Bytes = [0x6a];
/** i32.mul */
export const MULTIPLY: Bytes = [0x6c];
/** i32.lt_u */
export const IS_LESS: Bytes = [0x49];
/** A loop that is gone through again while `condition` leaves anything but 0. */
export const loopWhile = (body: Bytes, condition: Bytes): Bytes => [
  0x03,
  0x40,
  ...body,
  ...condition,
  0x0d,
  0,
  END,
];
/** v128.load, aligned to 8 bytes */
export const loadPair = (offset: number): Bytes => [0xfd, 0x00, 3, ...unsigned(offset)];
/** v128.load64_splat: the same number twice */
export const loadTwice = (offset: number): Bytes => [0xfd, 0x0a, 3, ...unsigned(offset)];
/** v128.store, aligned to 8 bytes */
export const storePair = (offset: number): Bytes => [0xfd, 0x0b, 3, ...unsigned(offset)];
/** f64x2.add */
export const ADD_PAIRS: Bytes = [0xfd, ...unsigned(0xf0)];
/** f64x2.mul */
export const MULTIPLY_PAIRS: Bytes = [0xfd, ...unsigned(0xf2)];

const END = 0x0b;
const I32 = 0x7f;
const V128 = 0x7b;

export type WasmFunction = {
  /** All of 32 bits; its first locals. */
  readonly parameterCount: number;
  /** Locals that hold a pair of numbers; they come after the parameters. */
  readonly pairCount: number;
  /** Locals of 32 bits; they come last. */
  readonly integerCount: number;
  readonly body: Bytes;
};

/** Compiles a function that works on a memory and returns nothing. */
export function compile(
  { parameterCount, pairCount, integerCount, body }: WasmFunction,
  memory: SharedMemory,
): (...parameters: number[]) => void {
  const parameters = listOf(...Array.from({ length: parameterCount }, () => [I32]));
  const locals = listOf([...unsigned(pairCount), V128], [...unsigned(integerCount), I32]);
  const [isMemory, isShared, isFunction] = [2, 3, 0];
  const bytes = [
    ...Buffer.from('\0asm\x01\0\0\0'),
    ...section(1, listOf([0x60, ...parameters, ...listOf()])),
    ...section(
      2,
      listOf([...text('env'), ...text('memory'), isMemory, isShared, 1, ...unsigned(MAX_PAGES)]),
    ),
    ...section(3, listOf([0])),
    ...section(7, listOf([...text('run'), isFunction, 0])),
    ...section(10, listOf(sized([...locals, ...body, END]))),
  ];
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  return new WebAssembly.Instance(module, { env: { memory } }).exports.run;
}

/** A whole number from 0 on in groups of seven bits (LEB128), lowest first. */
function unsigned(value: number): Bytes {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

function sized(bytes: Bytes): Bytes {
  return [...unsigned(bytes.length), ...bytes];
}

function listOf(...items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Bytes {
  return sized([...Buffer.from(value)]);
}

function section(id: number, bytes: Bytes): Bytes {
  return [id, ...sized(bytes)];
}
