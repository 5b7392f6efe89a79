import { describe, expect, test } from 'vitest';
import { ascend, type Grid } from './coordinate-ascent.ts';

type Point = { readonly x: number; readonly y: number };
const grid: Grid<Point> = [
  ['x', [0, 1, 2, 3, 4]],
  ['y', [0, 10, 20]],
];
const hill = ({ x, y }: Point) => 100 - (x - 3) ** 2 - (y - 10) ** 2;

describe('ascending', () => {
  test('climbs one parameter after the other to the top', async () => {
    const [best] = await ascend({ x: 1, y: 20 }, grid, hill, 99);
    expect(best).toEqual({ parameters: { x: 3, y: 10 }, value: 100 });
  });

  test('starts from a value between those of the grid', async () => {
    const [best] = await ascend({ x: 2.5, y: 0 }, grid, hill, 99);
    expect(best?.parameters).toEqual({ x: 3, y: 10 });
  });

  test('tries nothing twice and no more than it may', async () => {
    const seen: string[] = [];
    const rate = (point: Point) => {
      seen.push(JSON.stringify(point));
      return hill(point);
    };
    await ascend({ x: 1, y: 20 }, [...grid, ...grid], rate, 99);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await ascend({ x: 0, y: 20 }, grid, hill, 3)).toHaveLength(3);
  });
});
