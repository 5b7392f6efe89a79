import type { Clock } from '@books/service-kit/clock';
import type { Metrics } from '@books/service-kit/metrics';
import { Gauge, Histogram } from 'prom-client';

/** Told by whoever brings changes into a search index. */
export type IndexFreshness = {
  /** A change of which the feed told is in the index now. */
  applied(publishedAt: Date): void;
  /** Every change of a book before this time is in the index. */
  caughtUp(until: Date): void;
};

/** Seconds; a change is to be found within two. */
const DELAY_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

/**
 * Shows how far the search index is behind the store.
 *
 * @param builtAt from what time on changes may be missing at the start
 */
export function watchIndexFreshness(
  { registry }: Metrics,
  { clock, builtAt }: { readonly clock: Clock; readonly builtAt: Date },
): IndexFreshness {
  const registers = [registry];
  let until = builtAt;
  const secondsSince = (time: Date) => Math.max(0, (clock().getTime() - time.getTime()) / 1000);
  const delay = new Histogram({
    name: 'books_search_change_delay_seconds',
    help: 'Time from the publication of a change until it is in the search index',
    buckets: DELAY_BUCKETS,
    registers,
  });
  new Gauge({
    name: 'books_search_index_lag_seconds',
    help: 'Every change of a book that is older than this is in the search index',
    registers,
    collect() {
      this.set(secondsSince(until));
    },
  });
  return {
    applied: (publishedAt) => delay.observe(secondsSince(publishedAt)),
    caughtUp: (time) => {
      until = time;
    },
  };
}
