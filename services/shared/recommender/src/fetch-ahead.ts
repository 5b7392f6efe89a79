// Where an answer needs things that lie far apart in memory, most of its time goes by waiting for them, one after the other.
// Who reads them all beforehand, in loops that do nothing else, waits for them together: a processor looks some two hundred
// instructions ahead, which in such a loop are dozens of reads, and beside real work two or three.

let kept = 0;

/** Takes the sum of what was read ahead, so that the reads are not left out for being of no use. */
export function keepReads(sum: number): void {
  kept = (kept + sum) | 0;
}

/** Numbers in a line of the processor's cache. */
const NUMBERS_PER_LINE = 16;

/**
 * Brings near how some rows begin; the processor itself sees to it how they go on. Row r begins at `starts[r]` of `indexes` and
 * `values`; it may be empty.
 */
export function fetchRowStarts(
  rows: Uint32Array,
  starts: Uint32Array,
  indexes: Uint32Array,
  values?: Uint8Array,
): void {
  let sum = 0;
  for (let n = 0; n < rows.length; n += 1) sum += starts[rows[n]!]!;
  for (let n = 0; n < rows.length; n += 1) {
    const start = starts[rows[n]!]!;
    // Beyond the end of the array lies nothing.
    sum +=
      (indexes[start] ?? 0) + (indexes[start + NUMBERS_PER_LINE] ?? 0) + (values?.[start] ?? 0);
  }
  keepReads(sum);
}
