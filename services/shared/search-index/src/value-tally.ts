import { Largest } from './largest.ts';

/** How often each of the values 0 to n - 1 was met. Kept from query to query, so that none has to clear it whole. */
export class ValueTally {
  readonly counts: Uint32Array;
  /** The values met, in order of their first time; the first {@link ValueTally.presentCount} places count. */
  readonly present: Uint32Array;
  presentCount = 0;

  constructor(valueCount: number) {
    this.counts = new Uint32Array(valueCount);
    this.present = new Uint32Array(valueCount);
  }

  clear(): void {
    for (let i = 0; i < this.presentCount; i += 1) this.counts[this.present[i]!] = 0;
    this.presentCount = 0;
  }

  /** How often the value was met that comes n-th by that; 0 when fewer than n were met. */
  nthLargest(n: number): number {
    const { counts, present, presentCount } = this;
    const largest = new Largest(n);
    for (let i = 0; i < presentCount; i += 1) largest.offer(counts[present[i]!]!);
    return largest.least;
  }

  /** The values met at least so often. */
  atLeast(least: number): number[] {
    const values: number[] = [];
    for (let i = 0; i < this.presentCount; i += 1) {
      const value = this.present[i]!;
      if (this.counts[value]! >= least) values.push(value);
    }
    return values;
  }
}
