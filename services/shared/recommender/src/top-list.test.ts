import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTopList, drain, isWelcome, offer } from './top-list.ts';

// Both ways of putting a list in order: few find their places, many go over the heap.
test.each([1, 24, 63, 64, 200])(
  'keeps the best %i of more, best first, and is empty then',
  (capacity) => {
    const scores = fc.array(fc.integer({ min: -9, max: 99 }), {
      minLength: capacity,
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(scores, (offered) => {
        const list = createTopList(capacity);
        offered.forEach((score, index) => {
          if (isWelcome(list, index, score)) offer(list, index, score);
        });
        const expected = offered
          .map((score, index) => ({ score, index }))
          .sort((a, b) => b.score - a.score || a.index - b.index)
          .slice(0, capacity);
        const { indexes, scores: drained } = drain(list);
        expect([...indexes]).toEqual(expected.map(({ index }) => index));
        expect([...drained]).toEqual(expected.map(({ score }) => score));
        expect(list.size).toBe(0);
      }),
    );
  },
);
