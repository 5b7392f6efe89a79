import { setTimeout as sleep } from 'node:timers/promises';
import { BookId } from '@books/domain/ids';
import { ratingsDistribution } from '@books/domain/rating-stats';
import { pick } from '@books/search/evaluate/random';
import type { Store } from '@books/storage/store';
import { z } from 'zod';

export type ToldStatsOptions = {
  /** Instances of ratings-api. */
  readonly urls: readonly string[];
  readonly books: readonly string[];
  readonly random: () => number;
};

const Told = z.object({
  total_ratings: z.int(),
  ratings_distribution: z.record(z.string(), z.int()),
});

const REQUEST_TIMEOUT_MS = 15_000;
const LOOKERS = 4;
const BETWEEN_LOOKS_MS = 5;
/** Looks that must find the same difference: a change that was under way may have been stored between two reads. */
const LOOKS = 3;
const BETWEEN_TRIES_MS = 500;
const MOST_TRIES = 120;

/** Looks at books all the time, so that their stats are cached whenever one is rated or dies. @returns what ends it */
export function startLooking({ urls, books, random }: ToldStatsOptions): () => Promise<void> {
  const end = new AbortController();
  const looking = Array.from({ length: LOOKERS }, async () => {
    while (!end.signal.aborted) {
      await askFor(pick(random, urls), pick(random, books)).catch(() => {});
      await sleep(BETWEEN_LOOKS_MS);
    }
  });
  return async () => {
    end.abort();
    await Promise.all(looking);
  };
}

/**
 * Asks every instance for the stats of every book.
 *
 * @returns books whose stats are told otherwise than they are stored, while nobody rates
 */
export async function findWronglyTold(
  store: Pick<Store, 'ratings'>,
  { urls, books }: Omit<ToldStatsOptions, 'random'>,
): Promise<string[]> {
  const asked = books.flatMap((book) =>
    urls.map(async (url) => ((await isToldRight(store, url, book)) ? [] : [book])),
  );
  return (await Promise.all(asked)).flat();
}

async function isToldRight(store: Pick<Store, 'ratings'>, url: string, book: string) {
  for (let look = 1; look <= LOOKS; look += 1) {
    const told = await askUntilAnswered(url, book);
    const stored = await store.ratings.stats(BookId.parse(book));
    const distribution = JSON.stringify(ratingsDistribution(stored));
    if (told.total_ratings === stored.count && told.distribution === distribution) return true;
    await sleep(BETWEEN_TRIES_MS);
  }
  return false;
}

/** Waits for an instance that has died and comes back. @throws when it does not */
async function askUntilAnswered(url: string, book: string) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await askFor(url, book);
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}

async function askFor(url: string, book: string) {
  const response = await fetch(`${url}/books/${book}/ratings?limit=1`, {
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const { total_ratings, ratings_distribution } = Told.parse(await response.json());
  return { total_ratings, distribution: JSON.stringify(ratings_distribution) };
}
