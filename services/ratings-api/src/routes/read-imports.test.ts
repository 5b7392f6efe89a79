import { userId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { ratingsApp } from '../testing/ratings-app.ts';

const ANN = userId('ann');
const FILE = 'Title,Author,My Rating\nDune,Frank Herbert,5\n';

/** A reader's import at noon, whose job nobody does. */
async function anImport(state?: 'undoing' | 'completed') {
  const time = { now: new Date('2026-01-02T12:00:00Z') };
  const asked: (string | undefined)[] = [];
  const queue = { isAway: false };
  const { app, store, send } = await ratingsApp({
    clock: () => time.now,
    enqueue: async (_name, _payload, options) => {
      if (queue.isAway) throw new Error('the queue is away');
      asked.push(options?.dedupeKey);
      return { jobId: '1' };
    },
  });
  const created = await app.request('/users/ann/imports', {
    method: 'POST',
    body: FILE,
    headers: { 'content-type': 'text/csv' },
  });
  const path = created.headers.get('location') ?? '';
  const importId = path.split('/').at(-1) ?? '';
  if (state !== undefined) {
    const { value, version } = (await store.imports.find(ANN, importId))!;
    await store.imports.save(ANN, { ...value, state }, version);
  }
  asked.length = 0;
  const lookAfter = async (seconds: number) => {
    time.now = new Date(Date.parse('2026-01-02T12:00:00Z') + seconds * 1000);
    return (await send('GET', path)).status;
  };
  return { importId, asked, queue, lookAfter };
}

test('an import that stands still goes on when its reader looks at it', async () => {
  const { importId, asked, lookAfter } = await anImport();
  expect(await lookAfter(59)).toBe(200);
  expect(asked).toEqual([]);
  expect(await lookAfter(60)).toBe(200);
  expect(asked).toEqual([`import/${importId}`]);
});

test('so does its undoing, and one that is done is left alone', async () => {
  const undoing = await anImport('undoing');
  await undoing.lookAfter(60);
  expect(undoing.asked).toEqual([`undo/${undoing.importId}`]);
  const completed = await anImport('completed');
  await completed.lookAfter(60);
  expect(completed.asked).toEqual([]);
});

test('how far it is can be told without the queue', async () => {
  const { queue, lookAfter } = await anImport();
  queue.isAway = true;
  expect(await lookAfter(60)).toBe(200);
});
