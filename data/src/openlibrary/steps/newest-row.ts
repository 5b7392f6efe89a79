import { formatKey, type EntityKind } from '../rows/keys.ts';
import { rowsOf } from '../spills.ts';
import type { Partition } from '../spill/partition.ts';
import type { StepContext } from '../threads/step-context.ts';
import { ACCOUNT } from './row-accounts.ts';

/**
 * The row that counts of those with one key: the newest revision, of equal ones the one changed last, then the one
 * that comes last in the input.
 */
export function newestRow(rows: Partition, from: number, to: number): number {
  let newest = from;
  for (let i = from + 1; i < to; i += 1) {
    const difference =
      rows.minor(i) - rows.minor(newest) ||
      rows.first(i) - rows.first(newest) ||
      rows.second(i) - rows.second(newest);
    if (difference > 0) newest = i;
  }
  return newest;
}

/** Calls `take` with the newest row of every key; the others are left out as older revisions. */
export function forNewestRows(
  context: StepContext,
  kind: EntityKind,
  partition: number,
  take: (rows: Partition, i: number) => void,
): number {
  const rows = context.partition(rowsOf(kind), partition);
  for (let from = 0; from < rows.count;) {
    const to = rows.endOfKey(from);
    const newest = newestRow(rows, from, to);
    leaveOutOlder(context, kind, rows, { from, to, newest });
    take(rows, newest);
    from = to;
  }
  return rows.count;
}

export function leaveOutOlder(
  context: StepContext,
  kind: EntityKind,
  rows: Partition,
  { from, to, newest }: { readonly from: number; readonly to: number; readonly newest: number },
): void {
  for (let i = from; i < to; i += 1) {
    if (i === newest) continue;
    context.leaveOut({
      kind: ACCOUNT[kind],
      key: formatKey(kind, rows.key(i)),
      place: rows.second(i),
      fate: 'merged',
      reason: 'older revision',
    });
  }
}
