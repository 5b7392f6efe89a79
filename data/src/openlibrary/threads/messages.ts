import type { LedgerCounts } from '../../ledger/ledger.ts';
import type { EntityKind } from '../rows/keys.ts';

/** What holds for a whole run, whoever does the work. */
export type RunSettings = {
  /** Where spills are kept. */
  readonly directory: string;
  readonly partitionCount: number;
  readonly withDescriptions: boolean;
  /** The day that figures of the source are of, `yyyy-mm-dd`; known once all rows are read. */
  readonly ratingsAsOf: string;
  readonly filter: BookFilter;
};

/** Which finished books go on; what is `undefined` lets all pass. */
export type BookFilter = {
  readonly language: string | undefined;
  readonly minRatings: number | undefined;
};

/** Redirects and deletions of one kind as sorted columns, in memory that threads share. */
export type MovedColumns = {
  readonly numbers: Uint32Array;
  /** Where each leads in the end; 0 for nowhere. */
  readonly targets: Uint32Array;
};
export type MovedByKind = Readonly<Record<EntityKind, MovedColumns>>;

/** A part of a step that one thread does in one go. */
export type Task =
  | {
      readonly step: 'read-rows';
      readonly content: 'dump' | 'ratings';
      readonly file: number;
      readonly firstLine: number;
      /** Whole lines. */
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly step: 'find-moves'; readonly kind: EntityKind; readonly partition: number }
  | { readonly step: 'route-aliases'; readonly kind: EntityKind; readonly partition: number }
  | { readonly step: 'settle-editions'; readonly partition: number }
  | { readonly step: 'assemble-books'; readonly partition: number }
  | { readonly step: 'name-authors'; readonly partition: number }
  | { readonly step: 'attach-names'; readonly partition: number }
  | { readonly step: 'merge-duplicates'; readonly partition: number }
  | { readonly step: 'compress'; readonly bytes: Uint8Array<ArrayBuffer> };

/** Lengths of files by their name. */
export type FileLengths = Readonly<Record<string, number>>;

export type ThreadOrder =
  /** Begins a step; files of this thread go on at the lengths given. */
  | {
      readonly order: 'begin';
      readonly settings: RunSettings;
      readonly lengths: FileLengths;
      readonly moved: MovedByKind;
    }
  /** Does a task, and writes out what it gave when `flush` is set. */
  | { readonly order: 'run'; readonly task: Task; readonly flush: boolean }
  /** Writes out what former tasks gave. */
  | { readonly order: 'flush' };

/** The newest days that were met, `yyyymmdd` as numbers; 0 for none. */
export type NewestDays = { readonly rating: number; readonly change: number };

export type ThreadReport = {
  /** Records that were looked at, for progress. */
  readonly records: number;
  /** Empty unless the results were written out. */
  readonly ledger: LedgerCounts;
  readonly lengths: FileLengths;
  readonly newest: NewestDays;
  /** What a `compress` task gave. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
};
