import { sharedUint32, sharedUint8 } from './shared-arrays.ts';

/** Sparse rows: row `r` is the range `starts[r]` to `starts[r + 1]` of `columns` and `values`. */
export type SparseRows = {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Uint8Array;
};

/** All zero, in shared memory. */
export function emptyRows(rowCount: number, entryCount: number): SparseRows {
  return {
    starts: sharedUint32(rowCount + 1),
    columns: sharedUint32(entryCount),
    values: sharedUint8(entryCount),
  };
}

/** Columns become rows; within a new row the old rows ascend, and equal ones keep their order. */
export function transpose(rows: SparseRows, columnCount: number): SparseRows {
  const { starts, columns, values } = emptyRows(columnCount, rows.columns.length);
  for (const column of rows.columns) starts[column + 1]! += 1;
  for (let column = 0; column < columnCount; column += 1) starts[column + 1]! += starts[column]!;
  const next = starts.slice(0, -1);
  for (let row = 0; row < rows.starts.length - 1; row += 1) {
    const end = rows.starts[row + 1]!;
    for (let i = rows.starts[row]!; i < end; i += 1) {
      const column = rows.columns[i]!;
      const position = next[column]!;
      next[column] = position + 1;
      columns[position] = row;
      values[position] = rows.values[i]!;
    }
  }
  return { starts, columns, values };
}
