import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inTransaction } from './sqlite-database.ts';
import { createForeignChanges, createRowMemo } from './sqlite-row-memo.ts';

function notes(path = ':memory:', maxEntries = 10) {
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, note TEXT)',
  );
  const upsert = database.prepare('INSERT OR REPLACE INTO notes (id, note) VALUES (?, ?)');
  let [reads, parsed] = [0, 0];
  database.function('seen', (note) => {
    reads += 1;
    return note;
  });
  const read = createRowMemo({
    database,
    foreignChanges: createForeignChanges(database),
    table: 'notes',
    key: 'id',
    expression: 'seen(note)',
    parse: (note) => {
      parsed += 1;
      return { note };
    },
    maxEntries,
  });
  const write = (id: string, note: string) => upsert.run(id, note);
  return { database, read, write, reads: () => reads, parsed: () => parsed };
}

test('gives the same object until its row changes, whatever else does', () => {
  const { read, write, reads, parsed } = notes();
  write('a', 'one');
  const first = read('a');
  expect(read('a')).toBe(first);
  write('b', 'other');
  expect(read('a')).toBe(first);
  expect(reads()).toBe(1);
  write('a', 'one');
  expect(read('a')).toBe(first);
  expect([reads(), parsed()]).toEqual([2, 1]);
  write('a', 'two');
  expect(read('a')).toEqual({ note: 'two' });
});

test('forgets a row that is gone', () => {
  const { database, read, write } = notes();
  write('a', 'one');
  read('a');
  database.exec('DELETE FROM notes');
  expect(read('a')).toBeUndefined();
});

test('follows a row to another key', () => {
  const { database, read, write } = notes();
  write('a', 'one');
  write('b', 'two');
  expect([read('a'), read('b')]).toEqual([{ note: 'one' }, { note: 'two' }]);
  database.exec("UPDATE OR REPLACE notes SET id = 'b' WHERE id = 'a'");
  expect([read('a'), read('b')]).toEqual([undefined, { note: 'one' }]);
});

test('remembers nothing of a transaction that is undone', () => {
  const { database, read, write } = notes();
  write('a', 'one');
  expect(() =>
    inTransaction(database, () => {
      write('a', 'two');
      expect(read('a')).toEqual({ note: 'two' });
      throw new Error('undo it');
    }),
  ).toThrow('undo it');
  expect(read('a')).toEqual({ note: 'one' });
});

test('sees what another process writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'books-memo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ours = notes(join(folder, 'notes.sqlite'));
  const theirs = notes(join(folder, 'notes.sqlite'));
  ours.write('a', 'one');
  expect(ours.read('a')).toEqual({ note: 'one' });
  theirs.write('a', 'two');
  await vi.waitUntil(() => ours.read('a')?.note === 'two');
});

test('keeps no more than it may, the oldest going first', () => {
  const { read, write, parsed } = notes(':memory:', 2);
  for (const id of ['a', 'b', 'c']) write(id, 'one');
  for (const id of ['a', 'b', 'c']) read(id);
  expect(parsed()).toBe(3);
  read('b');
  expect(parsed()).toBe(3);
  read('a');
  expect(parsed()).toBe(4);
});
