import type { JobContext } from '@books/jobs/job-queue';

/** Steps of a refresh in their order, each with the share of the work that is done when it begins. */
export const STEP_STARTS = {
  reading: 0,
  tuning: 0.1,
  judging: 0.5,
  training: 0.7,
  writing: 0.85,
  checking: 0.87,
  publishing: 0.9,
  warming: 0.92,
};
export type RefreshStep = keyof typeof STEP_STARTS;

/** Reports that a share, 0 to 1, of a step is done. */
export type ReportStep = (step: RefreshStep, done: number) => Promise<void>;

/**
 * Tells how far the whole refresh is from how far its steps are. Steps have steps of their own, each of which begins at
 * nothing: what is told never goes back.
 */
export function createStepReport(
  report: JobContext['report'],
  onProgress: ((step: string, progress: number) => void) | undefined,
): ReportStep {
  const starts = Object.values(STEP_STARTS);
  let furthest = 0;
  return async (step, done) => {
    const start = STEP_STARTS[step];
    const end = starts.find((other) => other > start) ?? 1;
    furthest = Math.max(furthest, start + (end - start) * done);
    onProgress?.(step, furthest);
    await report(furthest, step);
  };
}
