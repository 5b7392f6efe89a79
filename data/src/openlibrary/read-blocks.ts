import { crc32 } from 'node:zlib';
import { DomainError } from '@books/domain/errors';

/** Whole lines of an input. */
export type LineBlock = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** Where the input goes on after this block. */
  readonly next: ReadPosition;
};

/** A place in a decompressed input, and a checksum of everything before it. */
export type ReadPosition = {
  readonly bytes: number;
  readonly lines: number;
  readonly crc: number;
};

export const START: ReadPosition = { bytes: 0, lines: 0, crc: 0 };

const BLOCK_BYTES = 1024 * 1024;
const LINE_END = 10;

/**
 * Cuts a text into blocks of about a megabyte that end with a line.
 *
 * @param from where to go on; what stands before it is skipped, after its checksum was compared
 * @throws DomainError conflict when the text does not begin as it did before
 */
export async function* readBlocks(
  chunks: AsyncIterable<Buffer>,
  from: ReadPosition,
): AsyncIterable<LineBlock> {
  let position = from;
  let toSkip = from.bytes;
  let skippedCrc = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  const cut = (length: number): LineBlock => {
    const bytes = new Uint8Array(length);
    const rest: Buffer[] = [];
    let at = 0;
    for (const chunk of pending) {
      const part = chunk.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
      if (part.length < chunk.length) rest.push(chunk.subarray(part.length));
    }
    pending = rest;
    pendingBytes -= length;
    const lineCount = countLines(bytes);
    const block = {
      bytes,
      firstLine: position.lines + 1,
      lineCount,
      next: {
        bytes: position.bytes + length,
        lines: position.lines + lineCount,
        crc: crc32(bytes, position.crc),
      },
    };
    position = block.next;
    return block;
  };

  for await (const whole of chunks) {
    let chunk = whole;
    if (toSkip > 0) {
      const skipped = chunk.subarray(0, toSkip);
      skippedCrc = crc32(skipped, skippedCrc);
      toSkip -= skipped.length;
      chunk = chunk.subarray(skipped.length);
      if (toSkip === 0 && skippedCrc !== from.crc) throw changed();
    }
    if (chunk.length === 0) continue;
    const lastEnd = chunk.lastIndexOf(LINE_END);
    const bytesToLastEnd = pendingBytes + lastEnd + 1;
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (lastEnd >= 0 && pendingBytes >= BLOCK_BYTES) yield cut(bytesToLastEnd);
  }
  if (toSkip > 0) throw changed();
  if (pendingBytes > 0) yield cut(pendingBytes);
}

/** A last line without an end counts. */
function countLines(bytes: Uint8Array): number {
  let lines = 0;
  let at = bytes.indexOf(LINE_END);
  while (at >= 0) {
    lines += 1;
    at = bytes.indexOf(LINE_END, at + 1);
  }
  return bytes.at(-1) === LINE_END ? lines : lines + 1;
}

function changed(): DomainError {
  return new DomainError(
    'conflict',
    'an input has changed since the run was interrupted: begin anew with --restart',
  );
}
