/**
 * A record on its way between two steps. What the numbers mean is said where a spill is defined; all steps sort by
 * them in the order `key`, `tag`, `minor`, `first`, `second`.
 */
export type SpillRecord = {
  /** What records of one partition are brought together by; unsigned 32 bits, like the next three. */
  readonly key: number;
  readonly tag: number;
  readonly minor: number;
  readonly link: number;
  readonly first: number;
  readonly second: number;
};

/** Bytes of a record before its payload: payload length, key, tag, minor, link, (4 unused), first, second. */
export const RECORD_HEADER_BYTES = 40;

/** Bytes of a block before its records: magic, partition, byte length, CRC-32 of the records. */
export const BLOCK_HEADER_BYTES = 16;
export const BLOCK_MAGIC = 0x53504c31;

export function writeRecordHeader(
  target: DataView,
  at: number,
  { key, tag, minor, link, first, second }: SpillRecord,
  payloadBytes: number,
): void {
  target.setUint32(at, payloadBytes, true);
  target.setUint32(at + 4, key, true);
  target.setUint32(at + 8, tag, true);
  target.setUint32(at + 12, minor, true);
  target.setUint32(at + 16, link, true);
  target.setFloat64(at + 24, first, true);
  target.setFloat64(at + 32, second, true);
}
