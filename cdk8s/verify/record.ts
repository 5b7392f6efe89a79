import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The runs that are recorded: a tier each, and the measurement of what pods need. */
export const RUN_NAMES = ['tier-0', 'tier-1', 'tier-2', 'sizes'] as const;
export type RunName = (typeof RUN_NAMES)[number];

/** What one whole run has shown. */
export const RunRecord = z.object({
  run: z.enum(RUN_NAMES),
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
export type RunRecord = z.infer<typeof RunRecord>;

const FOLDER = join(import.meta.dirname, 'results');
const fileOf = (run: RunName) => join(FOLDER, `${run}.json`);

export function writeRecord(record: RunRecord): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(record.run), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The last recorded run of each name; one that never was is not among them. */
export function readRecords(): RunRecord[] {
  return RUN_NAMES.flatMap((run) => {
    try {
      return [RunRecord.parse(JSON.parse(readFileSync(fileOf(run), 'utf8')))];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
}
