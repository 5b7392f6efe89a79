import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@books/search/evaluate/random';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { sendHostileTraffic, type ProcessWithPaths } from './hostile-traffic.ts';
import type { FaultyStack } from './testing/faulty-stack.ts';

const MIB = 1024 * 1024;
/** Requests after which whatever is kept for a while is there, and the code is compiled. */
const WARM_UP_REQUESTS = 2000;
const REQUESTS = 4000;
/**
 * What may be left of each request in the mean, in bytes, beside a MiB for chance. A leak of one small object for each
 * request is more.
 */
const LEFT_OVER_BYTES = 100;
const STATUSES_OF_FAULTS = [500, 501, 502, 504];

const HeapUse = z.object({ heapUsed: z.number(), external: z.number(), rss: z.number() });

export function memoryOverTime(parts: () => FaultyStack): void {
  test.each<ProcessWithPaths>([
    'search-api',
    'bookdetail-api',
    'ratings-api',
    'recommendation-api',
  ])(
    'the memory of %s stays as it is under good and hostile requests, none of which gets a 500',
    async (name) => {
      const { stack } = parts();
      const { url = '' } = stack.instance(name);
      const random = seededRandom(1);
      const sent = { url, name, random };
      await sendHostileTraffic({ ...sent, requests: WARM_UP_REQUESTS });
      const before = await heapAfterGc(parts(), name);
      const statuses = await sendHostileTraffic({ ...sent, requests: REQUESTS });
      const after = await heapAfterGc(parts(), name);

      const grownBytes = after.heapUsed + after.external - before.heapUsed - before.external;
      process.stdout.write(
        `  ${REQUESTS} requests: ${[...statuses].map(([status, count]) => `${count} x ${status}`).join(', ')}; ` +
          `heap ${(before.heapUsed / MIB).toFixed(1)} to ${(after.heapUsed / MIB).toFixed(1)} MiB, ` +
          `${(grownBytes / REQUESTS).toFixed(0)} bytes a request, RSS ${(after.rss / MIB).toFixed(0)} MiB\n`,
      );
      expect(grownBytes).toBeLessThan(MIB + LEFT_OVER_BYTES * REQUESTS);
      expect(STATUSES_OF_FAULTS.filter((status) => statuses.has(status))).toEqual([]);
      for (const status of [200, 400, 404, 431, 0]) expect(statuses.has(status)).toBe(true);
    },
  );
}

/** What a process holds when its garbage is collected. */
async function heapAfterGc({ stack, heapFolder }: FaultyStack, name: ProcessWithPaths) {
  const { command } = stack.instance(name);
  const file = join(heapFolder, `${command.pid}.json`);
  await rm(file, { force: true });
  command.signal('SIGUSR2');
  await vi.waitUntil(() => existsSync(file), { timeout: 30_000, interval: 20 });
  return HeapUse.parse(JSON.parse(await readFile(file, 'utf8')));
}
