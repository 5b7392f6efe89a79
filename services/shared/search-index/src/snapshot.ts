import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { SECTION_NAMES, type SectionLengths, type Segment, segmentOver } from './segment.ts';

/**
 * A snapshot is a segment as a file: 64 bytes of header, the length of every section as 8 bytes, then the sections
 * as they are in memory (little-endian), each begun at a multiple of 8.
 *
 * | bytes | header |
 * | --- | --- |
 * | 0-7 | `BOOKIDX` and a zero |
 * | 8-11 | number of the format, {@link SNAPSHOT_FORMAT} |
 * | 12-15 | number of sections |
 * | 16-23 | bytes after the header |
 * | 32-63 | SHA-256 of the bytes after the header |
 */
export const SNAPSHOT_FORMAT = 4;

const MAGIC = Buffer.from('BOOKIDX\0', 'latin1');
const HEADER_BYTES = 64;
const LENGTH_BYTES = 8;
/** Read and hashed at a time. */
const CHUNK_BYTES = 16 * 1024 * 1024;

/** A snapshot that cannot be used, and why. Whoever gets it builds the index anew. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** Writes a segment to a file, which is complete or absent under its name at every moment. */
export function writeSnapshot(path: string, segment: Segment): void {
  const lengths = Buffer.alloc(SECTION_NAMES.length * LENGTH_BYTES);
  SECTION_NAMES.forEach((name, i) =>
    lengths.writeDoubleLE(segment.lengths[name], i * LENGTH_BYTES),
  );
  const sections = sectionsBuffer(segment);
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(SNAPSHOT_FORMAT, 8);
  header.writeUInt32LE(SECTION_NAMES.length, 12);
  header.writeDoubleLE(lengths.length + sections.length, 16);
  createHash('sha256').update(lengths).update(sections).digest().copy(header, 32);

  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, 'w');
  try {
    for (const part of [header, lengths, sections]) writeWhole(file, part);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

/**
 * Loads a snapshot into shared memory, so that worker threads can search the same copy.
 *
 * @throws SnapshotError when the file is no snapshot, of another format, truncated or damaged
 */
export function readSnapshot(path: string): Segment {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const got = readSync(file, header, 0, HEADER_BYTES, 0);
    const bodyBytes = checkHeader(path, header.subarray(0, got), fstatSync(file).size);
    const buffer = new SharedArrayBuffer(bodyBytes);
    const body = Buffer.from(buffer);
    const hash = createHash('sha256');
    for (let at = 0; at < bodyBytes;) {
      const wanted = Math.min(CHUNK_BYTES, bodyBytes - at);
      const read = readSync(file, body, at, wanted, HEADER_BYTES + at);
      if (read === 0) throw new SnapshotError(`${path} ended while it was being read`);
      hash.update(body.subarray(at, at + read));
      at += read;
    }
    if (!hash.digest().equals(header.subarray(32, 64))) {
      throw new SnapshotError(`${path} is damaged: its content does not have the hash it states`);
    }
    return segmentOver(buffer, SECTION_NAMES.length * LENGTH_BYTES, readLengths(body));
  } finally {
    closeSync(file);
  }
}

/** Bytes after the header. */
function checkHeader(path: string, header: Buffer, fileBytes: number): number {
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new SnapshotError(`${path} is not a snapshot of the search index`);
  }
  const format = header.readUInt32LE(8);
  if (format !== SNAPSHOT_FORMAT || header.readUInt32LE(12) !== SECTION_NAMES.length) {
    throw new SnapshotError(
      `${path} has format ${format}, this program reads format ${SNAPSHOT_FORMAT}`,
    );
  }
  const bodyBytes = header.readDoubleLE(16);
  if (fileBytes !== HEADER_BYTES + bodyBytes) {
    throw new SnapshotError(
      `${path} is truncated: it has ${fileBytes} bytes of ${HEADER_BYTES + bodyBytes}`,
    );
  }
  return bodyBytes;
}

function readLengths(body: Buffer): SectionLengths {
  const entries = SECTION_NAMES.map(
    (name, i) => [name, body.readDoubleLE(i * LENGTH_BYTES)] as const,
  );
  // Every section has an entry, since the names come from the list of all.
  return Object.fromEntries(entries) as SectionLengths;
}

/** The segment's own bytes, which lie at the end of its buffer. */
function sectionsBuffer({ buffer, offset }: Segment): Buffer {
  return Buffer.from(buffer, offset);
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
}
