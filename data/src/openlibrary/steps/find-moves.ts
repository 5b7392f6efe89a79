import type { EntityKind } from '../rows/keys.ts';
import { RECORD_HEADER_BYTES } from '../spill/record.ts';
import { movesOf, ROW, rowsOf } from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';

type Row = {
  readonly tag: number;
  readonly minor: number;
  readonly link: number;
  readonly first: number;
  readonly second: number;
};

/**
 * Finds the redirects and deletions that are the newest row of their key. Most rows are neither, so the blocks are
 * walked through twice without being sorted.
 */
export function findMoves(context: StepContext, kind: EntityKind, partition: number): number {
  const newest = new Map<number, Row | undefined>();
  const walk = (visit: (key: number, row: Row) => void): number => {
    let count = 0;
    for (const block of context.reader(rowsOf(kind)).blocks(partition)) {
      const view = new DataView(block.buffer, block.byteOffset, block.length);
      for (let at = 0; at < block.length;) {
        visit(view.getUint32(at + 4, true), rowAt(view, at));
        at += RECORD_HEADER_BYTES + view.getUint32(at, true);
        count += 1;
      }
    }
    return count;
  };
  const count = walk((key, { tag }) => {
    if (tag !== ROW.record) newest.set(key, undefined);
  });
  if (newest.size === 0) return count;
  walk((key, row) => {
    if (!newest.has(key)) return;
    const known = newest.get(key);
    if (known === undefined || isNewer(row, known)) newest.set(key, row);
  });
  for (const [key, row] of newest) {
    if (row === undefined || row.tag === ROW.record) continue;
    context.put(movesOf(kind), { key, ...row });
  }
  return count;
}

function rowAt(view: DataView, at: number): Row {
  return {
    tag: view.getUint32(at + 8, true),
    minor: view.getUint32(at + 12, true),
    link: view.getUint32(at + 16, true),
    first: view.getFloat64(at + 24, true),
    second: view.getFloat64(at + 32, true),
  };
}

// The same order as newestRow has.
function isNewer(a: Row, b: Row): boolean {
  return (a.minor - b.minor || a.first - b.first || a.second - b.second) > 0;
}
