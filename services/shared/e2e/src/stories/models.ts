import type { Stack } from '@books/stack/start-stack';
import { expect, test, vi } from 'vitest';
import { createApi, newReader, type Api } from '../api.ts';

const PATIENT = { timeout: 120_000, interval: 50 };

export function models(stack: () => Stack): void {
  test('a refresh tells how far it is, and its model answers next', async () => {
    const api = createApi(stack().baseUrl);
    const reader = newReader();
    const before = await api.recommendations(reader);
    const jobId = await api.startRefresh();
    const seen = await watch(api, jobId);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.some((progress) => progress > 0 && progress < 1)).toBe(true);
    const { model_version: version } = await api.recommendations(reader);
    expect(version > before.model_version).toBe(true);
    expect((await api.recommendations(newReader())).model_version).toBe(version);
  });

  test('a refresh survives the restart of its worker', async () => {
    const api = createApi(stack().baseUrl);
    const jobId = await api.startRefresh();
    await vi.waitUntil(async () => (await api.refresh(jobId)).state === 'active', PATIENT);
    await stack().restart('worker');
    const seen = await watch(api, jobId);
    expect(seen.at(-1)).toBe(1);
    expect(await api.refresh(jobId)).toMatchObject({ state: 'completed' });
  });
}

/** Every progress that was seen until the job was over. */
async function watch(api: Api, jobId: string): Promise<number[]> {
  const seen: number[] = [];
  await vi.waitUntil(async () => {
    const { state, progress } = await api.refresh(jobId);
    if (seen.at(-1) !== progress) seen.push(progress);
    return state === 'completed' || state === 'failed';
  }, PATIENT);
  return seen;
}
