import type { UserId } from '@books/domain/ids';
import type { RefreshDraft } from './refresh-draft.ts';
import type { ReportStep } from './refresh-steps.ts';

/** Computes the lists of these readers, so that their next request finds one. */
export type WarmLists = (userIds: readonly UserId[], signal: AbortSignal) => Promise<void>;

/** Lists between two notes of how far the warming is. */
const WARMED_AT_A_TIME = 500;

/** Computes all lists, behind those that were computed before an interruption. */
export async function warmReaders(
  warmLists: WarmLists,
  readers: readonly UserId[],
  draft: RefreshDraft,
  { signal, report }: { readonly signal: AbortSignal; readonly report: ReportStep },
): Promise<void> {
  for (let from = draft.progress().warmedCount; from < readers.length; from += WARMED_AT_A_TIME) {
    await warmLists(readers.slice(from, from + WARMED_AT_A_TIME), signal);
    const warmedCount = Math.min(from + WARMED_AT_A_TIME, readers.length);
    await draft.note({ warmedCount });
    await report('warming', warmedCount / readers.length);
  }
}
