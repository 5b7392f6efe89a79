import { bookId } from '@books/domain/testing/builders';
import { describe, expect, test, vi } from 'vitest';
import type { Change, ChangeFeed } from './change-feed.ts';

const ratedDune: Change = { table: 'book_stats', key: bookId('gb:1') };
const newEmma: Change = { table: 'books', key: bookId('gb:2') };

/** What every change feed does. */
export function describeChangeFeed(name: string, create: () => Promise<ChangeFeed>) {
  describe(`${name} as a change feed`, () => {
    test('tells every follower each change in order', async () => {
      const feed = await create();
      const heard: Change[][] = [[], []];
      for (const list of heard) feed.follow((change) => void list.push(change));
      await feed.publish(ratedDune);
      await feed.publish(newEmma);
      await vi.waitFor(() =>
        expect(heard).toEqual([
          [ratedDune, newEmma],
          [ratedDune, newEmma],
        ]),
      );
    });

    test('tells when a change was published', async () => {
      const feed = await create();
      const before = Date.now();
      const times: number[] = [];
      feed.follow((_change, publishedAt) => void times.push(publishedAt.getTime()));
      await feed.publish(ratedDune);
      await vi.waitFor(() => expect(times).toHaveLength(1));
      // The feed may have a clock of its own, on this same machine.
      expect(times[0]).toBeGreaterThanOrEqual(before - 1000);
      expect(times[0]).toBeLessThanOrEqual(Date.now() + 1000);
    });

    test('tells nothing to who has stopped following', async () => {
      const feed = await create();
      const heard: Change[] = [];
      const stop = feed.follow((change) => void heard.push(change));
      const later: Change[] = [];
      feed.follow((change) => void later.push(change));
      stop();
      await feed.publish(ratedDune);
      await vi.waitFor(() => expect(later).toEqual([ratedDune]));
      expect(heard).toEqual([]);
    });

    test('goes on when a follower fails', async () => {
      const feed = await create();
      const heard: Change[] = [];
      feed.follow(() => {
        throw new Error('follower is broken');
      });
      feed.follow((change) => void heard.push(change));
      await feed.publish(ratedDune);
      await feed.publish(newEmma);
      await vi.waitFor(() => expect(heard).toEqual([ratedDune, newEmma]));
    });
  });
}
