import { setTimeout as sleep } from 'node:timers/promises';
import { pick } from '@books/search/evaluate/random';
import { z } from 'zod';
import type { Operation, Outcome, Read } from './history/history.ts';

export type RatersOptions = {
  /** Instances of ratings-api; each request goes to one of them by chance. */
  readonly urls: readonly string[];
  readonly random: () => number;
  /** Readers who are at it at the same time. */
  readonly raters: number;
  /** Readers over all; a rater takes one at a time. */
  readonly readers: number;
  readonly books: readonly string[];
  readonly record: (operation: Operation) => void;
  readonly signal: AbortSignal;
};

const Rated = z.object({ rating: z.object({ timestamp: z.iso.datetime() }) });
const ReaderRatings = z.object({
  ratings: z.array(
    z.object({ book_id: z.string(), rating: z.number(), timestamp: z.iso.datetime() }),
  ),
});

const REQUEST_TIMEOUT_MS = 15_000;
/** Time before a request is made again that was not acknowledged, at most, in milliseconds. */
const LONGEST_PAUSE_MS = 500;
const REMOVED_SHARE = 0.1;
const TWO_DEVICES_SHARE = 0.05;
const READ_SHARE = 0.1;

/**
 * Readers who rate, rate again, take back and look, until the signal is aborted. What is not acknowledged is asked for
 * again, as an obedient client does; each request stands in the history by itself.
 */
export async function runRaters(options: RatersOptions): Promise<void> {
  const { raters, readers, random, books, signal } = options;
  const client = createRecordingClient(options);
  const runOne = async (rater: number) => {
    for (let round = 0; !signal.aborted; round += 1) {
      // No two raters share a reader, so overlaps are those of two devices only.
      const own = Math.floor(random() * Math.ceil(readers / raters)) * raters + rater;
      const reader = `reader-${own}`;
      const book = pick(random, books);
      const chance = random();
      if (chance < REMOVED_SHARE) await client.untilDone(() => client.remove(reader, book));
      else if (chance < REMOVED_SHARE + TWO_DEVICES_SHARE) {
        await Promise.all([client.rateUntilDone(reader, book), client.rateUntilDone(reader, book)]);
      } else await client.rateUntilDone(reader, book);
      if (random() < READ_SHARE) await client.look(reader, book);
    }
  };
  await Promise.all(Array.from({ length: raters }, (_, rater) => runOne(rater)));
}

/** Makes requests and writes down what is known of each. */
export function createRecordingClient({
  urls,
  random,
  record,
  signal,
}: Pick<RatersOptions, 'urls' | 'random' | 'record' | 'signal'>) {
  const send = async (method: string, path: string, body?: unknown) => {
    const invokedAt = performance.now();
    try {
      const response = await fetch(pick(random, urls) + path, {
        method,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      const text = await response.text();
      return { invokedAt, completedAt: performance.now(), status: response.status, text };
    } catch (error) {
      return { invokedAt, completedAt: performance.now(), error };
    }
  };
  type Answer = Awaited<ReturnType<typeof send>>;

  /** Times of an operation: one that may still be done has no end. */
  const times = (answer: Answer, outcome: Outcome) => ({
    invokedAt: answer.invokedAt,
    completedAt: outcome === 'unknown' ? Infinity : answer.completedAt,
  });

  const rate = async (reader: string, book: string, stars: number): Promise<Outcome> => {
    const answer = await send('POST', `/books/${book}/rate`, { user_id: reader, rating: stars });
    const outcome = outcomeOf(answer);
    const known = outcome === 'acknowledged' && {
      ratedAtMs: Date.parse(Rated.parse(JSON.parse(answer.text ?? '')).rating.timestamp),
      wasFirst: answer.status === 201,
    };
    record({ reader, book, kind: 'write', stars, outcome, ...times(answer, outcome), ...known });
    return outcome;
  };

  const remove = async (reader: string, book: string): Promise<Outcome> => {
    const answer = await send('DELETE', `/users/${reader}/ratings/${book}`);
    // There was nothing to take away: that is something seen.
    if (answer.status === 404) {
      record({ reader, book, kind: 'read', ...times(answer, 'acknowledged') });
      return 'acknowledged';
    }
    const outcome = outcomeOf(answer);
    record({ reader, book, kind: 'removal', outcome, ...times(answer, outcome) });
    return outcome;
  };

  const look = async (reader: string, book: string): Promise<void> => {
    const answer = await send('GET', `/users/${reader}/ratings?limit=100`);
    if (answer.status !== 200) return;
    const { ratings } = ReaderRatings.parse(JSON.parse(answer.text ?? ''));
    const found = ratings.find(({ book_id }) => book_id === book);
    const seen: Read = found
      ? { kind: 'read', seen: { stars: found.rating, ratedAtMs: Date.parse(found.timestamp) } }
      : { kind: 'read' };
    // A reader of more than a page may have the rating on the next one.
    if (found === undefined && ratings.length === 100) return;
    record({ reader, book, ...seen, ...times(answer, 'acknowledged') });
  };

  const untilDone = async (attempt: () => Promise<Outcome>): Promise<void> => {
    while (!signal.aborted && (await attempt()) !== 'acknowledged') {
      await sleep(random() * LONGEST_PAUSE_MS);
    }
  };

  return {
    rate,
    remove,
    look,
    untilDone,
    /** Gives stars by chance, again and again until that is acknowledged. */
    rateUntilDone: (reader: string, book: string) => {
      const stars = 1 + Math.floor(random() * 9) / 2;
      return untilDone(() => rate(reader, book, stars));
    },
  };
}

function outcomeOf({ status, error }: { status?: number; error?: unknown }): Outcome {
  if (status === undefined) return isNotConnected(error) ? 'refused' : 'unknown';
  if (status < 300) return 'acknowledged';
  // A 503 or a 500 may come after the store has taken the rating.
  return status < 500 ? 'refused' : 'unknown';
}

/** Whether the request cannot have arrived. */
function isNotConnected(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
