import { expect, test } from 'vitest';
import { createDeadlines } from './deadlines.ts';

const late = () => new Error('late');
const never = () => new Promise<never>(() => {});

test('gives what the work gives or throws', async () => {
  const { within } = createDeadlines(1000, late);
  expect(await within(Promise.resolve(7))).toBe(7);
  await expect(within(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('gives up work that takes too long, again and again', async () => {
  const { within } = createDeadlines(20, late);
  for (let round = 0; round < 3; round += 1) {
    const startedAtMs = performance.now();
    await expect(within(never())).rejects.toThrow('late');
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(20);
  }
});

test('gives up each piece at its own time', async () => {
  const { within } = createDeadlines(50, late);
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const first = within(never()).catch(note('first'));
  const second = within(Promise.resolve()).then(note('second'));
  await Promise.all([first, second]);
  expect(order).toEqual(['second', 'first']);
});
