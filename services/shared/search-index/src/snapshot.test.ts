import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SearchIndex } from './search-index.ts';
import { readSnapshot, SNAPSHOT_FORMAT, SnapshotError, writeSnapshot } from './snapshot.ts';
import { aDocument, aSegment } from './testing/documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
afterAll(() => rmSync(folder, { recursive: true }));

function aSnapshotFile(name: string): string {
  const path = join(folder, name);
  writeSnapshot(path, aSegment([aDocument({ id: 'dune', title: 'Dune' }), aDocument()]));
  return path;
}

/** The same file with some of its bytes changed. */
function spoilt(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = aSnapshotFile(name);
  writeFileSync(path, change(readFileSync(path)));
  return path;
}

describe('a snapshot', () => {
  test('holds the segment section for section', () => {
    const segment = aSegment([
      aDocument({ id: 'a', title: 'Ünïcode 百年孤独', isbn13s: ['9780441172719'], year: -44 }),
      aDocument({ id: 'b', title: 'The Other (Series, #2)', subjects: ['Love'], language: 'en' }),
    ]);
    const path = join(folder, 'whole');
    writeSnapshot(path, segment);
    const read = readSnapshot(path);
    expect(read.lengths).toEqual(segment.lengths);
    expect(Buffer.from(read.buffer, read.offset).equals(Buffer.from(segment.buffer))).toBe(true);
  });

  test('lies in memory that threads can share', () => {
    expect(readSnapshot(aSnapshotFile('shared')).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('can be written again as it was read', () => {
    const first = aSnapshotFile('first');
    const second = join(folder, 'second');
    writeSnapshot(second, readSnapshot(first));
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  });

  test('may be of an empty index', () => {
    const path = join(folder, 'empty');
    writeSnapshot(path, aSegment([]));
    expect(new SearchIndex(readSnapshot(path)).size).toBe(0);
  });

  test.each([
    ['an empty file', () => Buffer.alloc(0), 'is not a snapshot'],
    ['another kind of file', () => Buffer.alloc(500, 'x'), 'is not a snapshot'],
    ['one that ends too early', (bytes: Buffer) => bytes.subarray(0, -1), 'is truncated'],
    ['one with bytes after its end', (bytes: Buffer) => Buffer.concat([bytes, bytes]), 'truncated'],
    [
      'one of an older format',
      (bytes: Buffer) => {
        bytes.writeUInt32LE(0, 8);
        return bytes;
      },
      `has format 0, this program reads format ${SNAPSHOT_FORMAT}`,
    ],
    [
      'one with a byte changed',
      (bytes: Buffer) => {
        bytes[bytes.length - 3]! ^= 1;
        return bytes;
      },
      'is damaged',
    ],
  ])('is refused with a reason when it is %s', (what, change, reason) => {
    const path = spoilt(what.replaceAll(' ', '-'), change);
    expect(() => readSnapshot(path)).toThrow(SnapshotError);
    expect(() => readSnapshot(path)).toThrow(reason);
  });
});
