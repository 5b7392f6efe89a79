import type { GrowableNumbers, GrowableTexts } from './growable.ts';

/** Lists of numbers one after another: list i is `values[starts[i]]` up to, not including, `values[starts[i + 1]]`. */
export type Lists = { readonly values: Uint32Array; readonly starts: Uint32Array };

/**
 * The lists of some documents in another order.
 *
 * @param numbers new numbers for the values; they stay as they are when there are none
 */
export function listsInOrder(
  values: GrowableNumbers,
  starts: GrowableNumbers,
  order: Uint32Array,
  numbers?: Uint32Array,
): Lists {
  const newStarts = new Uint32Array(order.length + 1);
  for (let i = 0; i < order.length; i += 1) {
    newStarts[i + 1] = newStarts[i]! + starts.at(order[i]! + 1) - starts.at(order[i]!);
  }
  const inOrder = new Uint32Array(newStarts[order.length]!);
  for (let i = 0, used = 0; i < order.length; i += 1) {
    const end = starts.at(order[i]! + 1);
    for (let at = starts.at(order[i]!); at < end; at += 1) {
      inOrder[used] = numbers === undefined ? values.at(at) : numbers[values.at(at)]!;
      used += 1;
    }
  }
  return { values: inOrder, starts: newStarts };
}

export function listsOf(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => (starts[i + 1] = starts[i]! + list.length));
  return { values: Uint32Array.from(lists.flat()), starts };
}

/** One value for each document, in another order. */
export function columnInOrder(column: GrowableNumbers, order: Uint32Array): Uint32Array {
  return order.map((document) => column.at(document));
}

/** The texts of documents in another order, as bytes of UTF-8. */
export function textsInOrder(texts: GrowableTexts, order: Uint32Array): TextSource {
  return { count: order.length, bytesAt: (index) => texts.bytes(order[index]!) };
}

/** Texts that are asked for one by one. */
export type TextSource = {
  readonly count: number;
  readonly bytesAt: (index: number) => Uint8Array;
};

export function textSource(texts: readonly string[]): TextSource {
  return { count: texts.length, bytesAt: (index) => Buffer.from(texts[index]!) };
}
