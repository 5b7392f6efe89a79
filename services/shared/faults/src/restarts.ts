import { createApi } from '@books/e2e/api';
import { withTraffic } from '@books/e2e/traffic';
import { PROCESSES, type ProcessName } from '@books/topology/processes';
import { expect, test } from 'vitest';
import type { FaultyStack } from './testing/faulty-stack.ts';

/** Restarts without a drain until one fails a request: each cuts off what is under way at that moment, if anything is. */
const MOST_HARD_RESTARTS = 10;

export function restarts(parts: () => FaultyStack): void {
  const faultsWhile = async (restart: () => Promise<void>) => {
    const { faults, requests } = await withTraffic(createApi(parts().stack.baseUrl), restart);
    expect(requests).toBeGreaterThan(0);
    return faults;
  };

  test.each(PROCESSES.map(({ name }) => name))(
    'a restart of %s under load fails no request',
    async (name) => {
      expect(await faultsWhile(() => parts().stack.restart(name))).toEqual([]);
    },
  );

  test.each<ProcessName>(['ratings-api', 'recommendation-api'])(
    'the same without the drain of %s fails requests, so the test above can fail',
    async (name) => {
      const faults: string[] = [];
      for (let n = 0; n < MOST_HARD_RESTARTS && faults.length === 0; n += 1) {
        const restart = () => parts().stack.restart(name, { drain: false });
        faults.push(...(await faultsWhile(restart)));
      }
      expect(faults).not.toEqual([]);
    },
  );
}
