import type { Choice } from '@books/recommender/choice';
import type { SystemRecords } from '@books/storage/system-records';
import { z } from 'zod';
import { StoredChoice } from './stored-choice.ts';

const TUNING = 'recommendations/tuning';
const LAST_REFRESH = 'recommendations/last-refresh';

const Tuning = z.object({ tunedAtMs: z.int(), choice: StoredChoice });

/** How the last refresh ended. */
export const LastRefresh = z.object({
  finishedAtMs: z.int(),
  outcome: z.enum(['published', 'refused']),
  version: z.string(),
  objections: z.array(z.string()),
});
export type LastRefresh = z.infer<typeof LastRefresh>;

/** What refreshes remember from one night to the next. A record of an older release that cannot be read is none. */
export type RefreshRecords = {
  /** What tuning chose, unless it was before `notBefore`. */
  chosenSince(notBefore: Date): Promise<Choice | undefined>;
  rememberChoice(choice: Choice, tunedAt: Date): Promise<void>;
  lastRefresh(): Promise<LastRefresh | undefined>;
  rememberRefresh(refresh: LastRefresh): Promise<void>;
};

export function createRefreshRecords(records: SystemRecords): RefreshRecords {
  /** The lease keeps others away, so whatever stands is replaced. */
  const replace = async (id: string, value: unknown) => {
    const current = await records.read(id);
    await records.write(id, value, current?.version ?? 0);
  };
  return {
    async chosenSince(notBefore) {
      const { data } = Tuning.safeParse((await records.read(TUNING))?.value);
      if (data === undefined || data.tunedAtMs < notBefore.getTime()) return undefined;
      return data.choice;
    },
    rememberChoice: (choice, tunedAt) => replace(TUNING, { choice, tunedAtMs: tunedAt.getTime() }),
    lastRefresh: async () => LastRefresh.safeParse((await records.read(LAST_REFRESH))?.value).data,
    rememberRefresh: (refresh) => replace(LAST_REFRESH, refresh),
  };
}
