import { describe, expect, test } from 'vitest';
import { rankExactly } from './exact-ranking.ts';

describe('ranking by the sums of addends', () => {
  test('tells apart what differs in the tenth digit only', () => {
    const addends = Float64Array.of(1, 1, 1, 1 + 2e-10, 1, 1 + 1e-10);
    const ranked = rankExactly(Uint32Array.of(4, 9, 2), addends, 2);
    expect([...ranked.indexes]).toEqual([1, 2, 0]);
    expect([...ranked.scores]).toEqual([2 + 2e-10, 2 + 1e-10, 2]);
  });

  test('puts equal ones in order of number, and leaves out those at or below 0', () => {
    const addends = Float64Array.of(3, -1, 1, -1, 0, 2, 1, -3);
    const ranked = rankExactly(Uint32Array.of(8, 5, 7, 1), addends, 2);
    expect([...ranked.indexes]).toEqual([2, 0]);
    expect([...ranked.scores]).toEqual([2, 2]);
  });

  test('has nothing where there is nothing', () => {
    expect(rankExactly(new Uint32Array(0), new Float64Array(0), 3).indexes).toHaveLength(0);
  });
});
