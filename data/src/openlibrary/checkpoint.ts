import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import type { LedgerCounts } from '../ledger/ledger.ts';
import type { ReadPosition } from './read-blocks.ts';
import type { FileLengths, NewestDays } from './threads/messages.ts';

/** How far a run has come. Files are valid up to their lengths; what follows, and other files, is of no use. */
export type Checkpoint = {
  /** What the run is about: inputs, options, version of the program's formats. Another run cannot go on from it. */
  readonly identity: string;
  readonly partitionCount: number;
  readonly step: number;
  /** Tasks of the step that are done. */
  readonly done: readonly number[];
  /** Of the step that reads: the input under way and where it goes on. */
  readonly input: number;
  readonly position: ReadPosition;
  readonly ledger: LedgerCounts;
  readonly lengths: FileLengths;
  readonly newest: NewestDays;
};

const FILE = 'checkpoint.json';

/** The checkpoint in a directory; `undefined` when there is none. */
export function readCheckpoint(directory: string): Checkpoint | undefined {
  try {
    // Written by writeCheckpoint, whole or not at all.
    return JSON.parse(readFileSync(join(directory, FILE), 'utf8')) as Checkpoint;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new DomainError('conflict', `${join(directory, FILE)} cannot be read: use --restart`, {
      cause,
    });
  }
}

/** Replaces the checkpoint of a directory; whenever the program ends, the old or the new one is there. */
export function writeCheckpoint(directory: string, checkpoint: Checkpoint): void {
  const unfinished = join(directory, `${FILE}.unfinished`);
  const file = openSync(unfinished, 'w');
  writeSync(file, JSON.stringify(checkpoint));
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, join(directory, FILE));
}
