import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../api.ts';

const LONGEST_REFRESH_MS = 120_000;

/** What readers of the load test do not do: a book is written, and a model is trained. */
export async function useEverything(baseUrl: string): Promise<void> {
  const api = createApi(baseUrl);
  const { book_id } = await api.newBook();
  await api.rename(book_id);
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
