import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_MAGIC,
  RECORD_HEADER_BYTES,
  type SpillRecord,
  writeRecordHeader,
} from './record.ts';

const BLOCK_BYTES = 64 * 1024;
const FIRST_BUFFER_BYTES = 2 * 1024;
const STAGING_BYTES = 1024 * 1024;

type Filling = { bytes: Buffer; view: DataView; length: number };

/**
 * Appends records to one file, gathered in blocks of one partition each. A block tells its partition and its length,
 * so a file can be read by walking from block to block, and cut off after any of them.
 */
export class SpillWriter {
  readonly #file: number;
  readonly #fillings = new Map<number, Filling>();
  readonly #staging = Buffer.allocUnsafe(STAGING_BYTES);
  #staged = 0;
  #length: number;

  /** @param length bytes that the file has already; what follows them is written over */
  constructor(path: string, length: number) {
    this.#file = openSync(path, length === 0 ? 'w' : 'r+');
    this.#length = length;
  }

  put(partition: number, record: SpillRecord, payload: Uint8Array): void {
    const filling = this.#reserve(partition, RECORD_HEADER_BYTES + payload.length);
    writeRecordHeader(filling.view, filling.length, record, payload.length);
    filling.bytes.set(payload, filling.length + RECORD_HEADER_BYTES);
    filling.length += RECORD_HEADER_BYTES + payload.length;
  }

  putText(partition: number, record: SpillRecord, text: string): void {
    // Three bytes are the most that UTF-8 needs for one UTF-16 code unit.
    const filling = this.#reserve(partition, RECORD_HEADER_BYTES + 3 * text.length);
    const written =
      text === '' ? 0 : filling.bytes.write(text, filling.length + RECORD_HEADER_BYTES);
    writeRecordHeader(filling.view, filling.length, record, written);
    filling.length += RECORD_HEADER_BYTES + written;
  }

  /** Writes what is still in memory. @returns the length of the file, which is whole up to there */
  flush(): number {
    for (const partition of [...this.#fillings.keys()].sort((a, b) => a - b)) {
      this.#endBlock(partition, this.#fillings.get(partition)!);
    }
    this.#writeStaged();
    return this.#length;
  }

  close(): void {
    closeSync(this.#file);
  }

  #reserve(partition: number, bytes: number): Filling {
    let filling = this.#fillings.get(partition);
    if (filling !== undefined && filling.length + bytes > BLOCK_BYTES) {
      this.#endBlock(partition, filling);
      filling = this.#fillings.get(partition);
    }
    if (filling === undefined) {
      filling = newFilling(Math.max(FIRST_BUFFER_BYTES, bytes));
      this.#fillings.set(partition, filling);
    } else if (filling.length + bytes > filling.bytes.length) {
      const grown = newFilling(Math.max(bytes + filling.length, 2 * filling.bytes.length));
      filling.bytes.copy(grown.bytes, 0, 0, filling.length);
      grown.length = filling.length;
      filling = grown;
      this.#fillings.set(partition, filling);
    }
    return filling;
  }

  #endBlock(partition: number, filling: Filling): void {
    if (filling.length === 0) return;
    const records = filling.bytes.subarray(0, filling.length);
    const header = Buffer.allocUnsafe(BLOCK_HEADER_BYTES);
    header.writeUInt32LE(BLOCK_MAGIC, 0);
    header.writeUInt32LE(partition, 4);
    header.writeUInt32LE(records.length, 8);
    header.writeUInt32LE(crc32(records), 12);
    this.#write(header);
    this.#write(records);
    filling.length = 0;
    // A buffer that one long record has blown up is not kept for every partition.
    if (filling.bytes.length > 2 * BLOCK_BYTES) this.#fillings.delete(partition);
  }

  #write(bytes: Buffer): void {
    if (this.#staged + bytes.length > STAGING_BYTES) this.#writeStaged();
    if (bytes.length > STAGING_BYTES) {
      this.#append(bytes);
      return;
    }
    bytes.copy(this.#staging, this.#staged);
    this.#staged += bytes.length;
  }

  #writeStaged(): void {
    this.#append(this.#staging.subarray(0, this.#staged));
    this.#staged = 0;
  }

  #append(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
      const count = writeSync(
        this.#file,
        bytes,
        written,
        bytes.length - written,
        this.#length + written,
      );
      written += count;
    }
    this.#length += bytes.length;
  }
}

function newFilling(size: number): Filling {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}
