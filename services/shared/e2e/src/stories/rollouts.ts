import type { Stack } from '@books/stack/start-stack';
import { PROCESSES } from '@books/topology/processes';
import { expect, test } from 'vitest';
import { createApi } from '../api.ts';
import { withTraffic } from '../traffic.ts';

export function rollouts(stack: () => Stack): void {
  test.each(PROCESSES.map(({ name }) => name))(
    'restarting %s under load fails no request',
    async (name) => {
      const before = stack().instance(name);
      const { requests, faults } = await withTraffic(createApi(stack().baseUrl), () =>
        stack().restart(name),
      );
      expect(faults).toEqual([]);
      expect(requests).toBeGreaterThan(0);
      // It ended in order and by itself.
      expect(before.command.ending()).toBe('exit code 0');
      expect(stack().instance(name)).not.toBe(before);
    },
  );
}
