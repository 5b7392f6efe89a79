import { setTimeout as sleep } from 'node:timers/promises';
import { createApi, type Api } from '../api.ts';

const LONGEST_REFRESH_MS = 120_000;

/**
 * What readers of the load test do not do: a book is written, and models are trained. Two, since a rate is made of what is
 * added to a number that has been seen.
 */
export async function useEverything(baseUrl: string): Promise<void> {
  const api = createApi(baseUrl);
  const { book_id } = await api.newBook();
  await api.rename(book_id);
  await refresh(api);
  await refresh(api);
}

async function refresh(api: Api): Promise<void> {
  const jobId = await api.startRefresh();
  const deadline = performance.now() + LONGEST_REFRESH_MS;
  for (;;) {
    const { state } = await api.refresh(jobId);
    if (state === 'completed') return;
    if (state === 'failed' || performance.now() > deadline) {
      throw new Error(`a refresh of the recommendations is ${state}`);
    }
    await sleep(200);
  }
}
