import type { ReaderImport } from '@books/domain/reader-import';

type Counts = ReaderImport['counts'];

/** Two counts of outcomes as one. */
export function addCounts(one: Counts, other: Counts): Counts {
  const sum: Counts = { ...one };
  for (const [outcome, count] of entriesOf(other)) {
    const total = (sum[outcome] ?? 0) + count;
    if (total === 0) delete sum[outcome];
    else sum[outcome] = total;
  }
  return sum;
}

/** `Object.entries` forgets what the keys are. */
function entriesOf(counts: Counts): [keyof Counts, number][] {
  return Object.entries(counts) as [keyof Counts, number][];
}
