import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DomainError } from '@books/domain/errors';
import { BLOCK_HEADER_BYTES, BLOCK_MAGIC } from './record.ts';

type Block = { readonly file: number; readonly at: number; readonly bytes: number };

/** The file that one thread writes for a spill. */
export const spillFileName = (spill: string, thread: number) => `${spill}.${thread}.spill`;

/** Every file of a spill in a directory. */
export function spillFiles(directory: string, spill: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(`${spill}.`) && name.endsWith('.spill'))
    .sort();
}

/** All files of one spill, read by partition. */
export class SpillReader {
  readonly #files: { readonly descriptor: number; readonly path: string }[] = [];
  readonly #blocks = new Map<number, Block[]>();

  /** @throws DomainError internal_error when a file does not consist of whole blocks */
  constructor(directory: string, spill: string) {
    for (const name of spillFiles(directory, spill)) this.#walk(join(directory, name));
  }

  /** Partitions that hold anything, ascending. */
  get partitions(): number[] {
    return [...this.#blocks.keys()].sort((a, b) => a - b);
  }

  /** Bytes of all records of a partition. */
  sizeOf(partition: number): number {
    return (this.#blocks.get(partition) ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** All records of a partition in one piece. @throws DomainError internal_error when a block is damaged */
  read(partition: number): Buffer {
    const whole = Buffer.allocUnsafeSlow(this.sizeOf(partition));
    let at = 0;
    for (const block of this.#blocks.get(partition) ?? []) {
      this.#readBlock(block, whole.subarray(at, at + block.bytes));
      at += block.bytes;
    }
    return whole;
  }

  /** The blocks of a partition one after the other, as they were written. */
  *blocks(partition: number): Iterable<Buffer> {
    for (const block of this.#blocks.get(partition) ?? []) {
      const bytes = Buffer.allocUnsafe(block.bytes);
      this.#readBlock(block, bytes);
      yield bytes;
    }
  }

  close(): void {
    for (const { descriptor } of this.#files) closeSync(descriptor);
  }

  #walk(path: string): void {
    const descriptor = openSync(path, 'r');
    const file = this.#files.push({ descriptor, path }) - 1;
    const header = Buffer.allocUnsafe(BLOCK_HEADER_BYTES);
    const size = fstatSync(descriptor).size;
    for (let at = 0; at < size;) {
      const read = readSync(descriptor, header, 0, BLOCK_HEADER_BYTES, at);
      if (read < BLOCK_HEADER_BYTES || header.readUInt32LE(0) !== BLOCK_MAGIC) throw damaged(path);
      const partition = header.readUInt32LE(4);
      const bytes = header.readUInt32LE(8);
      const blocks = this.#blocks.get(partition) ?? [];
      if (blocks.length === 0) this.#blocks.set(partition, blocks);
      blocks.push({ file, at, bytes });
      at += BLOCK_HEADER_BYTES + bytes;
      if (at > size) throw damaged(path);
    }
  }

  #readBlock({ file, at, bytes }: Block, target: Buffer): void {
    const { descriptor, path } = this.#files[file]!;
    const header = Buffer.allocUnsafe(BLOCK_HEADER_BYTES);
    readSync(descriptor, header, 0, BLOCK_HEADER_BYTES, at);
    const read = readSync(descriptor, target, 0, bytes, at + BLOCK_HEADER_BYTES);
    if (read < bytes || crc32(target) !== header.readUInt32LE(12)) throw damaged(path);
  }
}

function damaged(path: string): DomainError {
  return new DomainError(
    'internal_error',
    `${path} is damaged: begin anew with --restart, which removes what was left`,
  );
}
