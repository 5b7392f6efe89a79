import { createDemoClient } from '@books/local/demo/client';
import { playTour } from '@books/local/demo/tour';
import type { Stack } from '@books/stack/start-stack';
import { expect, test } from 'vitest';
import { newReader } from '../api.ts';

export function newcomer(stack: () => Stack): void {
  test('finds, looks up, rates, is recommended books and takes everything back', async () => {
    const client = createDemoClient(stack().baseUrl, () => {});
    const tour = playTour({ client, print: () => {}, reader: newReader() });
    await expect(tour).resolves.toBeUndefined();
  });
}
