import { UserId } from '@books/domain/ids';
import { createMemoryObjectStore } from '@books/storage/memory-object-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test } from 'vitest';
import { createRefreshDrafts } from './refresh-draft.ts';
import { warmReaders } from './warm-lists.ts';

const readers = Array.from({ length: 1200 }, (_, n) => UserId.parse(`reader ${n}`));

test('warming goes on behind the lists that were computed before an interruption', async () => {
  const store = openSqliteStore(':memory:');
  const drafts = createRefreshDrafts({
    ...store,
    records: store.system,
    objects: createMemoryObjectStore(),
  });
  const batches: (readonly UserId[])[] = [];
  const shares: number[] = [];
  const warm = async (isInterrupted: boolean) => {
    const draft = await drafts.open(new Date(1000));
    const warmLists = async (userIds: readonly UserId[]) => {
      if (isInterrupted && batches.length === 1) throw new Error('killed');
      batches.push(userIds);
    };
    const report = async (_step: string, done: number) => void shares.push(done);
    await warmReaders(warmLists, readers, draft, { signal: new AbortController().signal, report });
  };
  await expect(warm(true)).rejects.toThrow('killed');
  await warm(false);
  expect(batches).toEqual([readers.slice(0, 500), readers.slice(500, 1000), readers.slice(1000)]);
  expect(shares).toEqual([500 / 1200, 1000 / 1200, 1]);
});
