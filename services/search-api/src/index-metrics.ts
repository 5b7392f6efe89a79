import type { SearchEngine } from '@books/search/search-engine';
import type { Clock } from '@books/service-kit/clock';
import type { Metrics } from '@books/service-kit/metrics';
import { Gauge } from 'prom-client';

export type IndexMetricsDeps = {
  readonly engine: Pick<SearchEngine, 'status'>;
  readonly clock: Clock;
};

/** Shows what the index is like; asked for when Prometheus asks. */
export function collectIndexMetrics(
  { registry }: Metrics,
  { engine, clock }: IndexMetricsDeps,
): void {
  const registers = [registry];
  new Gauge({
    name: 'books_search_index_books',
    help: 'Books that can be found',
    registers,
    collect() {
      this.set(engine.status().books);
    },
  });
  new Gauge({
    name: 'books_search_index_delta_books',
    help: 'Books that were added or changed since the index was built',
    registers,
    collect() {
      this.set(engine.status().deltaSize ?? 0);
    },
  });
  new Gauge({
    name: 'books_search_index_age_seconds',
    help: 'Time since the store was read for the index in service',
    registers,
    collect() {
      const { builtAt } = engine.status();
      if (builtAt !== undefined) this.set((clock().getTime() - builtAt.getTime()) / 1000);
    },
  });
  new Gauge({
    name: 'books_search_index_info',
    help: 'Always 1; the label tells which index is in service',
    labelNames: ['version'],
    registers,
    collect() {
      this.reset();
      this.set({ version: engine.status().version }, 1);
    },
  });
}
