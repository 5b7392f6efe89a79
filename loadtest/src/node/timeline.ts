import { createLatencyHistogram, percentileMs, recordMs } from './recorder.ts';

/** What happened in a part of the run. */
export type Moment = {
  /** End of the part, from the begin of the run. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Milliseconds; absent when nothing was answered. */
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly failed: number;
  readonly wrong: number;
  /** Steps under way at the end of the part. */
  readonly underWay: number;
};

type Asked = { readonly latencyMs: number; readonly isFailed: boolean; readonly isWrong: boolean };

/** Cuts a run into parts. */
export function createTimeline() {
  const latency = createLatencyHistogram();
  const moments: Moment[] = [];
  let failed = 0;
  let wrong = 0;
  let begin = 0;
  return {
    moments: moments as readonly Moment[],
    ask: ({ latencyMs, isFailed, isWrong }: Asked): void => {
      recordMs(latency, latencyMs);
      if (isFailed) failed += 1;
      if (isWrong) wrong += 1;
    },
    /** Ends a part and begins the next. @param seconds now, from the begin of the run */
    cut: (seconds: number, underWay: number): Moment => {
      const moment: Moment = {
        seconds,
        requestsPerSecond: seconds > begin ? latency.count / (seconds - begin) : 0,
        ...(latency.count > 0 && {
          p50: percentileMs(latency, 50),
          p95: percentileMs(latency, 95),
          p99: percentileMs(latency, 99),
        }),
        failed,
        wrong,
        underWay,
      };
      moments.push(moment);
      latency.reset();
      failed = 0;
      wrong = 0;
      begin = seconds;
      return moment;
    },
  };
}
