/** A record and how often it has been written, from 1. */
export type SystemRecord = { readonly value: unknown; readonly version: number };

/**
 * A handful of small records that processes agree through: leases, checkpoints, what is published. Values are JSON;
 * whoever reads one parses it.
 */
export type SystemRecords = {
  /** The record as of the last acknowledged write; `undefined` when it was never written. */
  read(id: string): Promise<SystemRecord | undefined>;
  /**
   * Writes a record if nobody has written it since it was read.
   *
   * @param knownVersion the version that was read; 0 when there was none
   * @returns the new version; `undefined` when somebody else was quicker, and then nothing is written
   */
  write(id: string, value: unknown, knownVersion: number): Promise<number | undefined>;
};
