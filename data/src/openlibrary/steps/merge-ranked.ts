import { RECORD_HEADER_BYTES } from '../spill/record.ts';
import type { SpillReader } from '../spill/spill-reader.ts';
import { compareRank } from './merge-duplicates.ts';

/** A ranked book as it lies in its spill. */
export type RankedRecord = {
  readonly key: number;
  readonly minor: number;
  /** Draft id. */
  readonly first: number;
  /** Hash of the record. */
  readonly second: number;
  readonly payload: Buffer;
};

type Stream = { readonly records: Iterator<RankedRecord>; head: RankedRecord };

/** All records of a spill whose partitions are sorted, best rank first. Holds one block of every partition. */
export function* mergeRanked(reader: SpillReader): Iterable<RankedRecord> {
  const heap: Stream[] = [];
  for (const partition of reader.partitions) {
    const records = recordsOf(reader, partition);
    const head = records.next();
    if (head.done !== true) heap.push({ records, head: head.value });
  }
  for (let i = (heap.length >>> 1) - 1; i >= 0; i -= 1) sink(heap, i);
  while (heap.length > 0) {
    const top = heap[0]!;
    yield top.head;
    const next = top.records.next();
    if (next.done !== true) top.head = next.value;
    else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    sink(heap, 0);
  }
}

function sink(heap: Stream[], from: number): void {
  for (let i = from; ;) {
    const left = 2 * i + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const child =
      right < heap.length && compareRank(heap[right]!.head, heap[left]!.head) < 0 ? right : left;
    if (compareRank(heap[i]!.head, heap[child]!.head) <= 0) return;
    [heap[i], heap[child]] = [heap[child]!, heap[i]!];
    i = child;
  }
}

function* recordsOf(reader: SpillReader, partition: number): Iterator<RankedRecord> {
  for (const block of reader.blocks(partition)) {
    for (let at = 0; at < block.length;) {
      const end = at + RECORD_HEADER_BYTES + block.readUInt32LE(at);
      yield {
        key: block.readUInt32LE(at + 4),
        minor: block.readUInt32LE(at + 12),
        first: block.readDoubleLE(at + 24),
        second: block.readDoubleLE(at + 32),
        payload: block.subarray(at + RECORD_HEADER_BYTES, end),
      };
      at = end;
    }
  }
}
