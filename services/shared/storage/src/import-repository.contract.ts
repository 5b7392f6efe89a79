import { userId } from '@books/domain/testing/builders';
import type { ImportRow, ReaderImport } from '@books/domain/reader-import';
import { describe, expect, test } from 'vitest';
import type { ImportRepository } from './import-repository.ts';

const ann = userId('ann');

/** A complete import, with what a test is about. */
export function anImport(given: Partial<ReaderImport> = {}): ReaderImport {
  return {
    importId: 'i1',
    format: 'goodreads',
    isDryRun: false,
    existing: 'keep',
    state: 'waiting',
    rowCount: 2,
    processedRows: 0,
    counts: {},
    createdAtMs: 1000,
    ...given,
  };
}

/** What every store of imports does. `create` gives an empty one. */
export function describeImportRepository(name: string, create: () => Promise<ImportRepository>) {
  describe(`${name} as an import repository`, () => {
    const rows: ImportRow[] = [
      { row: 1, line: 2, outcome: 'waiting', title: 'Emma', isbns: ['9780141439587'], stars: 4.5 },
      { row: 2, line: 4, outcome: 'imported', before: null, notes: ['one', 'two'] },
    ];

    test('keeps imports and rows apart by reader', async () => {
      const imports = await create();
      expect(await imports.save(ann, anImport(), 0)).toBe(1);
      expect(await imports.saveRows(ann, 'i1', 0, rows, 0)).toBe(1);
      expect(await imports.find(ann, 'i1')).toEqual({ value: anImport(), version: 1 });
      expect(await imports.readRows(ann, 'i1', 0)).toEqual({ value: rows, version: 1 });
      expect(await imports.readRows(ann, 'i1', 1)).toBeUndefined();
      expect(await imports.find(userId('bob'), 'i1')).toBeUndefined();
      expect(await imports.readRows(userId('bob'), 'i1', 0)).toBeUndefined();
    });

    test('takes a write only on top of the version that was read', async () => {
      const imports = await create();
      await imports.save(ann, anImport(), 0);
      await imports.saveRows(ann, 'i1', 0, rows, 0);
      expect(await imports.save(ann, anImport({ state: 'running' }), 0)).toBeUndefined();
      expect(await imports.save(ann, anImport({ state: 'running' }), 1)).toBe(2);
      expect(await imports.save(ann, anImport({ state: 'failed' }), 1)).toBeUndefined();
      expect((await imports.find(ann, 'i1'))?.value.state).toBe('running');
      expect(await imports.saveRows(ann, 'i1', 0, [], 2)).toBeUndefined();
      expect(await imports.saveRows(ann, 'i1', 0, [], 1)).toBe(2);
      expect(await imports.readRows(ann, 'i1', 0)).toEqual({ value: [], version: 2 });
    });

    test("lists a reader's imports, newest first", async () => {
      const imports = await create();
      const [first, second] = [anImport(), anImport({ importId: 'i2', createdAtMs: 2000 })];
      await imports.save(ann, first, 0);
      await imports.save(ann, second, 0);
      expect(await imports.list(ann)).toEqual([second, first]);
      expect(await imports.list(userId('bob'))).toEqual([]);
    });

    test('removes one with all its rows', async () => {
      const imports = await create();
      for (const importId of ['i1', 'i10']) {
        await imports.save(ann, anImport({ importId }), 0);
        for (let chunk = 0; chunk < 30; chunk += 1) {
          await imports.saveRows(ann, importId, chunk, rows, 0);
        }
      }
      await imports.remove(ann, 'i1');
      expect(await imports.find(ann, 'i1')).toBeUndefined();
      expect(await imports.readRows(ann, 'i1', 29)).toBeUndefined();
      expect(await imports.find(ann, 'i10')).toBeDefined();
      expect(await imports.readRows(ann, 'i10', 29)).toBeDefined();
    });

    test('holds a chunk of the longest rows', async () => {
      const imports = await create();
      const long = '漢'.repeat(300);
      const full = Array.from({ length: 50 }, (_, n): ImportRow => ({
        row: n + 1,
        line: n + 2,
        outcome: 'needs_review',
        title: long,
        authors: [long],
        notes: [long],
      }));
      await imports.saveRows(ann, 'i1', 0, full, 0);
      expect((await imports.readRows(ann, 'i1', 0))?.value).toEqual(full);
    });
  });
}
