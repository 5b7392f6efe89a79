import type { Metrics } from '@books/service-kit/metrics';
import { Counter, Gauge } from 'prom-client';
import type { RefreshWatch } from './refresh-recommendations.ts';

/** How refreshes go, in numbers. An outcome of `refused` leaves the model before in service: somebody should look. */
export function createRefreshMetrics({ registry }: Metrics): RefreshWatch {
  const refreshes = new Counter({
    name: 'books_recommendation_refreshes_total',
    help: 'Trained models by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const resumed = new Counter({
    name: 'books_recommendation_refreshes_resumed_total',
    help: 'Refreshes that went on where they were interrupted',
    registers: [registry],
  });
  const progress = new Gauge({
    name: 'books_recommendation_refresh_progress_ratio',
    help: 'Share of the refresh that is done by the step it is at; nothing while none is under way',
    labelNames: ['step'],
    registers: [registry],
  });
  return {
    onProgress(step, done) {
      progress.reset();
      progress.set({ step }, done);
    },
    onResumed: () => resumed.inc(),
    onEnded(outcome) {
      progress.reset();
      refreshes.inc({ outcome });
    },
  };
}
