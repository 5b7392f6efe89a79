import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TIERS, type Tier } from './arguments.ts';

/** What one run of a tier has shown. */
export const TierRecord = z.object({
  tier: z.number(),
  /** The day of the run. */
  ranOn: z.iso.date(),
  components: z.record(z.string(), z.string()),
  results: z.array(
    z.object({
      proves: z.string(),
      isPassed: z.boolean(),
      seen: z.string(),
      seconds: z.number(),
    }),
  ),
});
export type TierRecord = z.infer<typeof TierRecord>;

const FOLDER = join(import.meta.dirname, 'results');
const fileOf = (tier: Tier) => join(FOLDER, `tier-${tier}.json`);

export function writeRecord(tier: Tier, record: TierRecord): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(tier), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The last run of each tier; a tier that never ran is not among them. */
export function readRecords(): TierRecord[] {
  return TIERS.flatMap((tier) => {
    try {
      return [TierRecord.parse(JSON.parse(readFileSync(fileOf(tier), 'utf8')))];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
}
