import { gzipSync } from 'node:zlib';

const MODIFIED_TIME_OFFSET = 4;
const OPERATING_SYSTEM_OFFSET = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** A text compressed with gzip, with neither time nor operating system in the header, so that equal texts give equal bytes. */
export function gzipText(text: string): Buffer {
  const compressed = gzipSync(text, { level: 9 });
  compressed.writeUInt32LE(0, MODIFIED_TIME_OFFSET);
  compressed.writeUInt8(UNKNOWN_OPERATING_SYSTEM, OPERATING_SYSTEM_OFFSET);
  return compressed;
}
