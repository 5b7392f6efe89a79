/** A list of numbers in a typed array that doubles its room when full. */
export type GrowableNumbers<A> = {
  push(value: number): void;
  /** What was pushed so far, as a view. */
  view(): A;
};

export function createGrowableUint32(): GrowableNumbers<Uint32Array> {
  let numbers = new Uint32Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === numbers.length) {
        const larger = new Uint32Array(length * 2);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length] = value;
      length += 1;
    },
    view: () => numbers.subarray(0, length),
  };
}

export function createGrowableUint8(): GrowableNumbers<Uint8Array> {
  let numbers = new Uint8Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === numbers.length) {
        const larger = new Uint8Array(length * 2);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length] = value;
      length += 1;
    },
    view: () => numbers.subarray(0, length),
  };
}
