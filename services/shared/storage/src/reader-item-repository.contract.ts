import { userId } from '@books/domain/testing/builders';
import { describe, expect, test } from 'vitest';
import type { ReaderItemRepository } from './reader-item-repository.ts';

const ann = userId('ann');

/** What every store of reader items does. `create` gives an empty one. */
export function describeReaderItemRepository(
  name: string,
  create: () => Promise<ReaderItemRepository>,
) {
  describe(`${name} as a reader item repository`, () => {
    const horror = { scope: 'subject', id: 'horror', addedAt: new Date('2026-01-01') } as const;
    const dune = { scope: 'book', id: 'gb:1', addedAt: new Date('2026-01-02') } as const;

    test('lists what a reader does not want, oldest first', async () => {
      const items = await create();
      await items.addNotInterested(ann, dune);
      await items.addNotInterested(ann, horror);
      expect(await items.listNotInterested(ann)).toEqual([horror, dune]);
      expect(await items.listNotInterested(userId('bob'))).toEqual([]);
    });

    test('keeps the first entry when the same is added again', async () => {
      const items = await create();
      await items.addNotInterested(ann, horror);
      await items.addNotInterested(ann, { ...horror, addedAt: new Date('2026-03-01') });
      expect(await items.listNotInterested(ann)).toEqual([horror]);
    });

    test('takes one entry away and says whether it was there', async () => {
      const items = await create();
      await items.addNotInterested(ann, horror);
      await items.addNotInterested(ann, dune);
      expect(await items.removeNotInterested(ann, horror)).toBe(true);
      expect(await items.removeNotInterested(ann, horror)).toBe(false);
      expect(await items.listNotInterested(ann)).toEqual([dune]);
    });

    test('keeps scopes apart that share an id', async () => {
      const items = await create();
      await items.addNotInterested(ann, { ...horror, scope: 'series' });
      expect(await items.removeNotInterested(ann, horror)).toBe(false);
    });
  });
}
