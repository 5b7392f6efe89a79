import { join } from 'node:path';
import { Ledger, type Fate } from '../../ledger/ledger.ts';
import type { EntityKind } from '../rows/keys.ts';
import { partitionOfPlace, unpackPlace } from '../row-place.ts';
import { SpillReader, spillFileName } from '../spill/spill-reader.ts';
import { Partition } from '../spill/partition.ts';
import { SpillWriter } from '../spill/spill-writer.ts';
import type { SpillRecord } from '../spill/record.ts';
import { LEFT_OUT } from '../spills.ts';
import type {
  FileLengths,
  MovedByKind,
  MovedColumns,
  NewestDays,
  RunSettings,
} from './messages.ts';

const NO_PAYLOAD = new Uint8Array(0);

/** What a thread has at hand while it does the tasks of one step. */
export class StepContext {
  readonly settings: RunSettings;
  readonly ledger = new Ledger();
  newest: NewestDays = { rating: 0, change: 0 };
  readonly #thread: number;
  readonly #moved: MovedByKind;
  /** Of all files when the step began. */
  readonly #lengths: FileLengths;
  readonly #writers = new Map<string, SpillWriter>();
  readonly #readers = new Map<string, SpillReader>();

  constructor(
    thread: number,
    settings: RunSettings,
    { lengths, moved }: { readonly lengths: FileLengths; readonly moved: MovedByKind },
  ) {
    this.#thread = thread;
    this.settings = settings;
    this.#lengths = lengths;
    this.#moved = moved;
  }

  /** Puts a record into the partition of its key. */
  put(spill: string, record: SpillRecord, payload: Uint8Array | string = NO_PAYLOAD): void {
    this.putInto(spill, record.key % this.settings.partitionCount, record, payload);
  }

  putInto(
    spill: string,
    partition: number,
    record: SpillRecord,
    payload: Uint8Array | string = NO_PAYLOAD,
  ): void {
    const writer = this.#writer(spill);
    if (typeof payload === 'string') writer.putText(partition, record, payload);
    else writer.put(partition, record, payload);
  }

  partition(spill: string, partition: number): Partition {
    return new Partition(this.reader(spill).read(partition));
  }

  reader(spill: string): SpillReader {
    let reader = this.#readers.get(spill);
    if (reader === undefined) {
      reader = new SpillReader(this.settings.directory, spill);
      this.#readers.set(spill, reader);
    }
    return reader;
  }

  /** Where a number leads in the end: to itself when it was not moved, to 0 when it leads nowhere. */
  resolve(kind: EntityKind, number: number): number {
    const moved = this.#moved[kind];
    const i = indexOfNumber(moved, number);
    return i < 0 ? number : moved.targets[i]!;
  }

  /** Notes that a row does not go on, in the counts and in the list of such rows. */
  leaveOut(row: {
    readonly kind: string;
    readonly key: string;
    readonly place: number;
    readonly fate: Exclude<Fate, 'kept'>;
    readonly reason: string;
  }): void {
    this.ledger.note(row.kind, row.fate, row.reason);
    const { line } = unpackPlace(row.place);
    this.putInto(
      LEFT_OUT,
      partitionOfPlace(row.place),
      { key: line % 2 ** 32, tag: 0, minor: 0, link: 0, first: 0, second: row.place },
      `${row.key}\t${row.fate}\t${row.reason}`,
    );
  }

  /** Notes a day that a row carries, as {@link NewestDays} has it. */
  noteDay(of: keyof NewestDays, day: number): void {
    if (day > this.newest[of]) this.newest = { ...this.newest, [of]: day };
  }

  /** Writes everything out. @returns the lengths of this thread's files */
  flush(): FileLengths {
    const lengths: Record<string, number> = {};
    for (const [spill, writer] of this.#writers) {
      lengths[spillFileName(spill, this.#thread)] = writer.flush();
    }
    return lengths;
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close();
    for (const reader of this.#readers.values()) reader.close();
  }

  #writer(spill: string): SpillWriter {
    let writer = this.#writers.get(spill);
    if (writer === undefined) {
      const name = spillFileName(spill, this.#thread);
      writer = new SpillWriter(join(this.settings.directory, name), this.#lengths[name] ?? 0);
      this.#writers.set(spill, writer);
    }
    return writer;
  }
}

/** Where a number stands in the sorted column; negative when it does not. */
export function indexOfNumber({ numbers }: MovedColumns, number: number): number {
  let from = 0;
  let to = numbers.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (numbers[middle]! < number) from = middle + 1;
    else to = middle;
  }
  return numbers[from] === number ? from : -1;
}
