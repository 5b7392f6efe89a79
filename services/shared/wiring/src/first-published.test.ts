import { createSilentLogger } from '@books/service-kit/logger';
import { expect, test } from 'vitest';
import { firstPublished } from './first-published.ts';

/** Looks at a place where something is published after so many looks; each look may fail. */
function aPlace(publishedAfterLooks: number, look: () => void = () => {}) {
  const seen = { looks: 0, asked: 0, waitedMs: 0 };
  return {
    seen,
    options: {
      what: 'index',
      read: async () => {
        seen.looks += 1;
        look();
        return seen.looks > publishedAfterLooks ? 'an index' : undefined;
      },
      ask: async () => void (seen.asked += 1),
      logger: createSilentLogger(),
      wait: async (ms: number) => void (seen.waitedMs += ms),
    },
  };
}

test('is what is there, and nobody is asked', async () => {
  const { seen, options } = aPlace(0);
  expect(await firstPublished(options)).toBe('an index');
  expect(seen).toEqual({ looks: 1, asked: 0, waitedMs: 0 });
});

test('is asked for when nothing is there, and again every half minute', async () => {
  const { seen, options } = aPlace(61);
  expect(await firstPublished(options)).toBe('an index');
  expect(seen).toEqual({ looks: 62, asked: 3, waitedMs: 61_000 });
});

test('is looked for again when a look failed', async () => {
  const { seen, options } = aPlace(0, () => {
    if (seen.looks < 3) throw new Error('the file is damaged');
  });
  expect(await firstPublished(options)).toBe('an index');
  expect(seen).toMatchObject({ looks: 3, asked: 1 });
});

test('is waited for when nobody can be asked', async () => {
  const { seen, options } = aPlace(2);
  const ask = () => Promise.reject(new Error('the queue is away'));
  expect(await firstPublished({ ...options, ask })).toBe('an index');
  expect(seen.looks).toBe(3);
});
