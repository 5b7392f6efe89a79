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
import type { Step } from './step.ts';

// Shares of the requests: search 30, advanced 10, prefix or suggest 15, book 15, batch 10; the ratings of a book, a
// rating, a reader's ratings and recommendations 5 each, which one step of four requests makes: 85 steps are 100
// requests.

/** Steps of the mix that make so many requests. */
export const STEPS_PER_REQUEST = 0.85;

const BATCH_SIZE = 10;
/** Readers do nothing for so long between two steps, in seconds. */
const LEAST_THINK_TIME = 1;
const MOST_THINK_TIME = 3;

/** Somebody who takes one step after the other, and remembers what they rated. */
export type Visitor = {
  /** Another one for each visitor of each run. */
  readonly name: string;
  reader?: Reader | undefined;
  /** Readers that this visitor was so far: one, unless a rating had no answer. */
  readers: number;
};

export type MixDeps = {
  readonly library: readonly KnownBook[];
  /** @returns a number from 0 to below 1 */
  readonly random: () => number;
};

export function createVisitor(name: string): Visitor {
  return { name, readers: 0 };
}

/** One step of a visitor, drawn from the mix. */
export function drawStep(visitor: Visitor, { library, random }: MixDeps): Step {
  const book = library[Math.floor(random() * library.length)]!;
  const draw = random() * 85;
  if (draw < 30) return searchBooks(book);
  if (draw < 40) return searchAdvanced(book);
  if (draw < 47.5) return listByPrefix(book, 1 + Math.floor(random() * 6));
  if (draw < 55) return suggest(book, random() < 0.5 ? 3 : book.title.length);
  if (draw < 70) return readBook(book);
  if (draw < 80) {
    const from = Math.floor(random() * (library.length - BATCH_SIZE));
    return readBatch(library.slice(from, from + BATCH_SIZE));
  }
  return rateAsVisitor(visitor, book, 1 + Math.floor(random() * 9) / 2);
}

/** @returns how long a reader thinks before the next step, in seconds */
export function drawThinkTime(random: () => number): number {
  return LEAST_THINK_TIME + random() * (MOST_THINK_TIME - LEAST_THINK_TIME);
}

/** Everyone rates under a name of their own; after a rating without an answer under a new one, since it may be stored. */
function* rateAsVisitor(visitor: Visitor, book: KnownBook, stars: number): Step {
  visitor.reader ??= newReader(visitor);
  const isKnown = yield* rateAndLook(visitor.reader, book, stars);
  if (!isKnown) visitor.reader = undefined;
}

function newReader(visitor: Visitor): Reader {
  visitor.readers += 1;
  const name = visitor.readers === 1 ? visitor.name : `${visitor.name}-${visitor.readers}`;
  return { id: `load-${name}`, starsByBook: new Map() };
}
