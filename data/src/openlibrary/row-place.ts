/** Where a row stands: files are numbered in the order of the command line, lines from 1. */
export type RowPlace = { readonly file: number; readonly line: number };

// A double counts exactly up to 2^53: 4,096 files of up to 2^40 lines.
const LINES = 2 ** 40;
const LINES_OF_A_PARTITION = 2 ** 18;
const PARTITIONS_OF_A_FILE = 2 ** 16;

/** A place as one number; numbers are in the order of the input. */
export function packPlace({ file, line }: RowPlace): number {
  return file * LINES + line;
}

export function unpackPlace(place: number): RowPlace {
  return { file: Math.floor(place / LINES), line: place % LINES };
}

/** The partition of a place in a spill that is read in the order of the input. */
export function partitionOfPlace(place: number): number {
  const { file, line } = unpackPlace(place);
  return file * PARTITIONS_OF_A_FILE + Math.floor(line / LINES_OF_A_PARTITION);
}
