import { closeSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Partition } from './spill/partition.ts';
import { SpillReader, spillFileName } from './spill/spill-reader.ts';
import { SpillWriter } from './spill/spill-writer.ts';
import { DIGESTS } from './spills.ts';

/** The id of a book as a number (see `draftId`) and a hash of its record. */
export type Digest = { readonly id: number; readonly hash: number };

export const DIGESTS_FILE = 'books.digests';

const RECORD_BYTES = 16;
const RECORDS_AT_A_TIME = 64 * 1024;
// Ranges of so many numbers are sorted at a time.
const RANGE = 2 ** 18;

/** Collects the digests of a catalogue, in any order, and gives them out sorted by id. */
export class DigestFile {
  readonly #directory: string;
  readonly #writer: SpillWriter;

  constructor(directory: string) {
    this.#directory = directory;
    const path = join(directory, spillFileName(DIGESTS, 0));
    rmSync(path, { force: true });
    this.#writer = new SpillWriter(path, 0);
  }

  add(id: number, hash: number): void {
    const record = { key: id % RANGE, tag: 0, minor: 0, link: 0, first: id, second: hash };
    this.#writer.put(Math.floor(id / RANGE), record, new Uint8Array(0));
  }

  /** All digests, ascending by id. To be asked for once, after the last was added. */
  *sorted(): Iterable<Digest> {
    this.#writer.flush();
    this.#writer.close();
    const reader = new SpillReader(this.#directory, DIGESTS);
    for (const range of reader.partitions) {
      const digests = new Partition(reader.read(range));
      for (let i = 0; i < digests.count; i += 1) {
        yield { id: digests.first(i), hash: digests.second(i) };
      }
    }
    reader.close();
  }
}

/** Writes digests to a file: 16 bytes each, two little-endian doubles. */
export function* writeDigests(path: string, digests: Iterable<Digest>): Iterable<Digest> {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(RECORDS_AT_A_TIME * RECORD_BYTES);
  let at = 0;
  for (const digest of digests) {
    buffer.writeDoubleLE(digest.id, at);
    buffer.writeDoubleLE(digest.hash, at + 8);
    at += RECORD_BYTES;
    if (at === buffer.length) {
      writeSync(file, buffer);
      at = 0;
    }
    yield digest;
  }
  writeSync(file, buffer, 0, at);
  closeSync(file);
}

export function hasDigests(directory: string): boolean {
  return existsSync(join(directory, DIGESTS_FILE));
}

/** The digests of a finished catalogue, ascending by id. */
export function* readDigests(directory: string): Iterable<Digest> {
  const file = openSync(join(directory, DIGESTS_FILE), 'r');
  const buffer = Buffer.alloc(RECORDS_AT_A_TIME * RECORD_BYTES);
  for (let position = 0; ;) {
    const bytes = readSync(file, buffer, 0, buffer.length, position);
    for (let at = 0; at + RECORD_BYTES <= bytes; at += RECORD_BYTES) {
      yield { id: buffer.readDoubleLE(at), hash: buffer.readDoubleLE(at + 8) };
    }
    position += bytes;
    if (bytes < buffer.length) break;
  }
  closeSync(file);
}

/** What differs between two catalogues, ids ascending. */
export type CatalogueDifference = {
  readonly added: readonly number[];
  readonly changed: readonly number[];
  readonly gone: readonly number[];
  readonly unchanged: number;
};

/** Compares two lists of digests, both ascending by id. */
export function compareDigests(
  before: Iterable<Digest>,
  after: Iterable<Digest>,
): CatalogueDifference {
  const added: number[] = [];
  const changed: number[] = [];
  const gone: number[] = [];
  let unchanged = 0;
  const old = before[Symbol.iterator]();
  let known = old.next();
  for (const { id, hash } of after) {
    while (known.done !== true && known.value.id < id) {
      gone.push(known.value.id);
      known = old.next();
    }
    if (known.done === true || known.value.id !== id) added.push(id);
    else {
      if (known.value.hash === hash) unchanged += 1;
      else changed.push(id);
      known = old.next();
    }
  }
  for (; known.done !== true; known = old.next()) gone.push(known.value.id);
  return { added, changed, gone, unchanged };
}
