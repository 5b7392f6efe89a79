import { sleep } from 'k6';
import { vu } from 'k6/execution';
import type { KnownBook } from './library.ts';
import { rateAndLook, type Reader } from './rating.ts';
import {
  listByPrefix,
  readBatch,
  readBook,
  searchAdvanced,
  searchBooks,
  suggest,
} from './reading.ts';

// Shares of the requests: search 30, advanced 10, prefix or suggest 15, book 15, batch 10; the ratings of a book, a
// rating, a reader's ratings and recommendations 5 each, which one step of four requests makes: 85 steps are 100
// requests.

const BATCH_SIZE = 10;
/** Readers do nothing for so long between two steps, in seconds. */
const LEAST_THINK_TIME = 1;
const MOST_THINK_TIME = 3;
const RUN = __ENV['RUN_ID'] ?? 'run';

let reader: Reader | undefined;

/** One step of a reader, drawn from the mix. */
export function oneStep(library: readonly KnownBook[]): void {
  const book = pick(library);
  const draw = Math.random() * 85;
  if (draw < 30) searchBooks(book);
  else if (draw < 40) searchAdvanced(book);
  else if (draw < 47.5) listByPrefix(book, 1 + Math.floor(Math.random() * 6));
  else if (draw < 55) suggest(book, Math.random() < 0.5 ? 3 : book.title.length);
  else if (draw < 70) readBook(book);
  else if (draw < 80) readBatch(pickSome(library, BATCH_SIZE));
  else {
    // Everyone rates under a name of their own, and remembers what.
    reader ??= { id: `load-${RUN}-${vu.idInTest}`, starsByBook: new Map() };
    rateAndLook(reader, book, 1 + Math.floor(Math.random() * 9) / 2);
  }
}

export function think(): void {
  sleep(LEAST_THINK_TIME + Math.random() * (MOST_THINK_TIME - LEAST_THINK_TIME));
}

function pick(library: readonly KnownBook[]): KnownBook {
  return library[Math.floor(Math.random() * library.length)]!;
}

function pickSome(library: readonly KnownBook[], count: number): readonly KnownBook[] {
  const from = Math.floor(Math.random() * (library.length - count));
  return library.slice(from, from + count);
}
