import { describe, expect, test } from 'vitest';
import type { SystemRecords } from './system-records.ts';

/** What every store of system records does. `create` gives an empty one. */
export function describeSystemRecords(name: string, create: () => Promise<SystemRecords>) {
  describe(`${name} as system records`, () => {
    test('knows nothing of a record that was never written', async () => {
      expect(await (await create()).read('lease')).toBeUndefined();
    });

    test('gives back what was written, with its version', async () => {
      const records = await create();
      const value = {
        holder: 'worker-1',
        steps: ['read', 'train'],
        until: 7,
        done: false,
        note: null,
      };
      expect(await records.write('lease', value, 0)).toBe(1);
      expect(await records.read('lease')).toEqual({ value, version: 1 });
      expect(await records.write('lease', 'free', 1)).toBe(2);
      expect(await records.read('lease')).toEqual({ value: 'free', version: 2 });
    });

    test('refuses a write that builds on an older version, and leaves the record alone', async () => {
      const records = await create();
      await records.write('lease', 'first', 0);
      expect(await records.write('lease', 'late', 0)).toBeUndefined();
      expect(await records.write('lease', 'from nowhere', 7)).toBeUndefined();
      expect(await records.read('lease')).toEqual({ value: 'first', version: 1 });
    });

    test('lets one of many win who write at the same moment', async () => {
      const records = await create();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) => records.write('lease', n, 0)),
      );
      const winners = results.flatMap((version, n) => (version === undefined ? [] : [n]));
      expect(winners).toHaveLength(1);
      expect(await records.read('lease')).toEqual({ value: winners[0], version: 1 });
    });

    test('keeps records apart', async () => {
      const records = await create();
      await records.write('a', 1, 0);
      await records.write('b', 2, 0);
      expect((await records.read('a'))?.value).toBe(1);
    });
  });
}
