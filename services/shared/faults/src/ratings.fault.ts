import { aBook } from '@books/domain/testing/builders';
import { seededRandom } from '@books/search/evaluate/random';
import { tableNames } from '@books/storage/tables';
import { expect, test } from 'vitest';
import { checkHistory } from './history/check-history.ts';
import type { Operation } from './history/history.ts';
import { createRecordingClient } from './raters.ts';
import { startRatingsRig } from './ratings-rig.ts';
import { readSettled } from './settle.ts';
import { describeOnParts, seedOf } from './testing/describe-on-parts.ts';
import { runWriteStorm } from './write-storm.ts';

const KEPT = { lost: [], doubled: [], undecided: [], mismatches: [] };

describeOnParts('ratings while everything is killed', (folder) => {
  test('are neither lost nor doubled, and stats are theirs whenever writers pause', async () => {
    const report = await runWriteStorm({
      folder: `${folder()}/storm`,
      seed: seedOf('storm'),
      writes: 800,
      kills: 8,
      pauses: 3,
      raters: 16,
      readers: 32,
      books: 12,
      faultPointKillRate: 0.001,
    });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ ...KEPT, wronglyTold: [] });
    expect(report.acknowledged).toBeGreaterThanOrEqual(800);
    expect(report.auditedBooks).toBeGreaterThan(0);
  });

  test('of a thousand readers of one book at once are all counted', async () => {
    const seed = seedOf('one book');
    const random = seededRandom(seed);
    const rig = await startRatingsRig({
      folder: `${folder()}/one-book`,
      seed,
      faultPointKillRate: 0.0005,
    });
    try {
      await rig.store.books.save(aBook({ book_id: 'gb:1' }));
      const history: Operation[] = [];
      const { signal } = new AbortController();
      const record = (operation: Operation) => void history.push(operation);
      const client = createRecordingClient({ urls: rig.urls, random, record, signal });
      const rating = Array.from({ length: 1000 }, (_, n) =>
        client.untilDone(() => client.rate(`reader-${n}`, 'gb:1', 1 + (n % 5))),
      );
      await rig.kill('proxy', random);
      await rig.kill('ratings-api', random);
      await Promise.all(rating);
      await rig.calm();

      const table = tableNames('local').ratings;
      const settled = await readSettled({ store: rig.store, client: rig.client, table }, history);
      const { lost, doubled, undecided } = checkHistory([...history, ...settled.reads]);
      expect({ lost, doubled, undecided, mismatches: settled.mismatches }).toEqual(KEPT);
      const { stats } = await firstOf(rig.store.ratings.allStats());
      // Two hundred each of 1, 2, 3, 4 and 5 stars.
      expect([stats.count, stats.halfStarSum / 2]).toEqual([1000, 3000]);
      expect(stats.histogram).toEqual([200, 0, 200, 0, 200, 0, 200, 0, 200]);
    } finally {
      await rig.close();
    }
  });
});

async function firstOf<Item>(items: AsyncIterable<Item>): Promise<Item> {
  for await (const item of items) return item;
  throw new Error('there is nothing');
}
