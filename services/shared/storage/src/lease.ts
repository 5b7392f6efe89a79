import { z } from 'zod';
import type { SystemRecords } from './system-records.ts';

const LeaseRecord = z.object({ holder: z.string(), expiresAtMs: z.int() });

export type LeaseDeps = {
  readonly records: SystemRecords;
  readonly now: () => Date;
  /** Who asks: another id for every process that is started. */
  readonly holder: string;
  /** How long a lease lasts that is not renewed, in milliseconds. */
  readonly durationMs: number;
};

export type Leases = {
  /** Takes a lease or renews one's own. @returns false while somebody else has it */
  hold(name: string): Promise<boolean>;
  /** Gives up a lease, so that others need not wait for its end; nothing happens when somebody else has it. */
  release(name: string): Promise<void>;
};

/** Leases that outlive their holder by `durationMs` at most, in the store that everybody shares. */
export function createLeases({ records, now, holder, durationMs }: LeaseDeps): Leases {
  const read = async (name: string) => {
    const record = await records.read(`lease/${name}`);
    return { version: record?.version ?? 0, lease: record && LeaseRecord.parse(record.value) };
  };
  const write = (name: string, expiresAtMs: number, version: number) =>
    records.write(`lease/${name}`, { holder, expiresAtMs }, version);

  return {
    async hold(name) {
      const { lease, version } = await read(name);
      const nowMs = now().getTime();
      const isTaken = lease !== undefined && lease.holder !== holder && lease.expiresAtMs > nowMs;
      if (isTaken) return false;
      const written = await write(name, nowMs + durationMs, version);
      if (written !== undefined) return true;
      // Somebody was quicker, or the answer to our own write was lost: what stands now decides.
      const after = await read(name);
      return after.lease?.holder === holder && after.lease.expiresAtMs > nowMs;
    },
    async release(name) {
      const { lease, version } = await read(name);
      if (lease?.holder === holder) await write(name, 0, version);
    },
  };
}
