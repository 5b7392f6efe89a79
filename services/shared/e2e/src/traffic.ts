import type { Api } from './api.ts';
import { newReader } from './api.ts';

export type TrafficReport = {
  readonly requests: number;
  /** How long each took, in milliseconds. */
  readonly durationsMs: readonly number[];
  /** What went wrong, in words; a list from before a reader's own rating is among it. */
  readonly faults: readonly string[];
};

/** Readers who are there at the same time. */
const READERS = 6;
const BOOKS = ['gb:1', 'gb:2', 'gb:3', 'gb:4', 'gb:5', 'gb:6', 'gb:7', 'gb:8'];

/**
 * Readers who search, look at books, rate what is recommended and look again, as long as `during` runs.
 *
 * @throws what `during` throws
 */
export async function withTraffic(api: Api, during: () => Promise<void>): Promise<TrafficReport> {
  const faults: string[] = [];
  const durationsMs: number[] = [];
  const end = new AbortController();
  const ask = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const startedAtMs = performance.now();
    try {
      return await answer;
    } finally {
      durationsMs.push(performance.now() - startedAtMs);
    }
  };

  const readOnce = async (round: number) => {
    const reader = newReader();
    const bookId = BOOKS[round % BOOKS.length]!;
    await ask(api.book(bookId));
    await ask(api.search('harry poter'));
    const [wanted] = (await ask(api.recommendations(reader, 5))).bookIds;
    if (wanted === undefined) throw new Error('nothing was recommended');
    const { book } = await ask(api.rate(reader, wanted, 4));
    if ((await ask(api.book(wanted))).ratings_count < book.ratings_count)
      throw new Error(`the stats of ${wanted} are from before the rating of ${reader}`);
    const { bookIds } = await ask(api.recommendations(reader));
    if (bookIds.includes(wanted))
      throw new Error(`the list of ${reader} is from before the rating`);
    const { ratings } = await ask(api.ratingsOfReader(reader));
    if (ratings[0]?.book_id !== wanted)
      throw new Error(`the rating of ${reader} is not in the list`);
  };
  const readers = Array.from({ length: READERS }, async (_, index) => {
    for (let round = index; !end.signal.aborted; round += 1) {
      await readOnce(round).catch((error: unknown) => faults.push(String(error)));
    }
  });
  try {
    await during();
  } finally {
    end.abort();
    await Promise.all(readers);
  }
  return { requests: durationsMs.length, durationsMs, faults };
}
