import { Counter, type Registry } from 'prom-client';
import type { Metrics } from './metrics.ts';

type Counts = Record<string, number>;

/** The caches of a process, by its registry. */
const cachesOf = new WeakMap<Registry, Map<string, Counts>>();

/**
 * Counts reads of a cache by what came of them. They are counted here and told when Prometheus asks: a counter hashes its labels each
 * time, which every cached answer would pay for.
 *
 * @param results all that there are: told from the start, so that a rate is known of the first one as well
 */
export function countCacheRequests<Result extends string>(
  { registry }: Metrics,
  cache: string,
  results: readonly Result[],
): (result: Result, count?: number) => void {
  const caches = cachesOf.get(registry) ?? collect(registry);
  const counts = caches.get(cache) ?? Object.fromEntries(results.map((result) => [result, 0]));
  caches.set(cache, counts);
  return (result, count = 1) => {
    counts[result] = (counts[result] ?? 0) + count;
  };
}

function collect(registry: Registry): Map<string, Counts> {
  const caches = new Map<string, Counts>();
  cachesOf.set(registry, caches);
  new Counter({
    name: 'books_cache_requests_total',
    help: 'Reads of a cache by what came of them',
    labelNames: ['cache', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [cache, counts] of caches)
        for (const [result, count] of Object.entries(counts)) this.inc({ cache, result }, count);
    },
  });
  return caches;
}
