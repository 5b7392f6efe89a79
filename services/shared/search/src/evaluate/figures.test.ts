import { describe, expect, test } from 'vitest';
import { figuresOf, percentile } from './figures.ts';

const trial = (rank: number | undefined, milliseconds = 1) => ({
  rank,
  milliseconds,
  isJudged: true,
});

describe('figures of a run', () => {
  test('count right answers in the first place, in the first five, and by reciprocal rank', () => {
    const figures = figuresOf([trial(1), trial(4), trial(8), trial(undefined)]);
    // (1 + 1/4 + 1/8 + 0) / 4
    expect(figures).toMatchObject({ n: 4, success_at_1: 0.25, success_at_5: 0.5, mrr: 0.3438 });
  });

  test('have no shares where the answers are not known', () => {
    expect(figuresOf([{ ...trial(undefined), isJudged: false }]).success_at_1).toBeNull();
  });

  test('give the time that 50 and 99 of 100 queries did not exceed', () => {
    const figures = figuresOf(Array.from({ length: 100 }, (_, i) => trial(1, i + 1)));
    expect([figures.p50_ms, figures.p99_ms]).toEqual([50, 99]);
  });

  test('are zero without queries', () => {
    expect(percentile([], 0.99)).toBe(0);
    expect(figuresOf([])).toMatchObject({ n: 0, success_at_1: 0, p99_ms: 0 });
  });
});
