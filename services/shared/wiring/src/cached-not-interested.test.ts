import type { NotInterested } from '@books/domain/not-interested';
import { userId } from '@books/domain/testing/builders';
import { describeWithRedis } from '@books/redis/testing/describe-with-redis';
import { describeImportClaims } from '@books/storage/import-claim.contract';
import { anImport } from '@books/storage/import-repository.contract';
import { describeReaderItemRepository } from '@books/storage/reader-item-repository.contract';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { expect, test } from 'vitest';
import { inMemory, openProcess } from './testing/cached-process.ts';

const ann = userId('ann');
const horror: NotInterested = { scope: 'subject', id: 'horror', addedAt: new Date('2026-01-01') };
const CLAIM = { importId: 'i1', version: 1 };
const war: NotInterested = { ...horror, id: 'war' };

describeWithRedis('what a reader does not want, in a cache', (server) => {
  describeReaderItemRepository('SQLite with cached lists, asked twice', async () => {
    const { cached, redis, settled } = await openProcess(server(), inMemory());
    await redis.flushall();
    const { readerItems } = cached;
    return {
      ...readerItems,
      listNotInterested: async (id) => {
        await settled(readerItems.listNotInterested(id));
        return readerItems.listNotInterested(id);
      },
    };
  });

  describeImportClaims('SQLite with cached facts', async () => {
    const { cached, redis } = await openProcess(server(), inMemory());
    await redis.flushall();
    return cached;
  });

  test('is not kept when it is not known whether a change came through', async () => {
    const store = inMemory();
    const add: ReaderItemRepository['addNotInterested'] = async () => {
      throw new Error('the store did not answer in time');
    };
    const readerItems = { ...store.readerItems, addNotInterested: add };
    const reader = await openProcess(server(), store);
    const { cached } = await openProcess(server(), { ...store, readerItems });
    const list = () => reader.settled(reader.cached.readerItems.listNotInterested(ann));
    await list();
    await expect(cached.readerItems.addNotInterested(ann, horror)).rejects.toThrow('in time');
    expect(await list()).toEqual([]);
    await store.readerItems.addNotInterested(ann, horror);
    expect(await list()).toEqual([horror]);
  });

  test('is read once, for all processes, also when it is nothing', async () => {
    const store = inMemory();
    const [one, other] = [await openProcess(server(), store), await openProcess(server(), store)];
    for (const { cached, settled } of [one, other, one]) {
      expect(await settled(cached.readerItems.listNotInterested(ann))).toEqual([]);
    }
    expect([one.reads, other.reads]).toEqual([['ann'], []]);
    expect(await one.counted('not_interested')).toEqual({ hit: 1, miss: 1, error: 0 });
  });

  test.each<[string, (items: ReaderItemRepository) => Promise<unknown>, NotInterested[]]>([
    ['an entry', (items) => items.addNotInterested(ann, war), [horror, war]],
    ['a removal', (items) => items.removeNotInterested(ann, horror), []],
    ['the undoing of an import', (items) => items.takeBackNotInterested(ann, horror, CLAIM), []],
  ])('is what it is after %s by another process, at once', async (_what, change, after) => {
    for (const kind of ['cached', 'holding'] as const) {
      const store = inMemory();
      await store.readerItems.addNotInterested(ann, horror);
      await store.imports.save(ann, anImport(), 0);
      const [one, other] = [await openProcess(server(), store), await openProcess(server(), store)];
      await one.redis.flushall();
      const list = () => one.settled(one.cached.readerItems.listNotInterested(ann));
      expect(await list()).toEqual([horror]);
      await change(other[kind].readerItems);
      expect(await list()).toEqual(after);
    }
  });
});
