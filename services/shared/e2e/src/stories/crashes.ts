import type { Stack } from '@books/stack/start-stack';
import { expect, test } from 'vitest';
import { createApi, newReader } from '../api.ts';

export function crashes(stack: () => Stack): void {
  test('a process that was killed is answered for with a problem document, the others go on', async () => {
    const { baseUrl, kill, restart } = stack();
    const api = createApi(baseUrl);
    await kill('search-api');
    try {
      const response = await fetch(`${baseUrl}/search?q=hobbit`);
      expect(response.status).toBe(502);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ status: 502, error: 'bad_gateway' });
      await api.book('gb:1');
    } finally {
      await restart('search-api');
    }
    expect(await api.search('hobbit')).not.toEqual([]);
  });

  test('ratings are taken while recommendation-api is away, and count when it is back', async () => {
    const { baseUrl, kill, restart } = stack();
    const api = createApi(baseUrl);
    const reader = newReader();
    const [first] = (await api.recommendations(reader)).bookIds;
    await kill('recommendation-api');
    try {
      await api.rate(reader, first!, 5);
    } finally {
      await restart('recommendation-api');
    }
    expect((await api.recommendations(reader)).bookIds).not.toContain(first);
  });
}
