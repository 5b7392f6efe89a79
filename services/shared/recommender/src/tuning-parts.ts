import { findBook } from './book-table.ts';
import { DEFAULT_CHOICE } from './choice.ts';
import { holdOut, type Holdout, type TestReader } from './holdout.ts';
import { mean } from './metrics.ts';
import { createPopularity, ratedBooks } from './popularity.ts';
import { userCount, type RatingMatrix } from './rating-matrix.ts';
import { rankRowsAlike, type RowRanker } from './row-ranking.ts';
import { shortenProfiles, type ShortReaders } from './short-profiles.ts';

/** A set of ratings with some held out, and the readers that settings are tried on. */
export type TuningPart = {
  readonly train: RatingMatrix;
  readonly popularity: RowRanker;
  /** Readers of any length; rows are in no order, so the first are a fair sample of all. */
  readonly everyone: readonly TestReader[];
  /** Those with long profiles, or everyone where these are too few to tell. */
  readonly judges: readonly TestReader[];
  /** The first of them, as many as can be asked where user cosine answers too. */
  readonly cosineJudges: readonly TestReader[];
  /** Readers of whom only 1 to 4 ratings are known. */
  readonly newcomers: ShortReaders;
};

/**
 * Shares of each reader's ratings that validation may hold out. The less, the more alike is what is left to the whole, which wants
 * other parameters than a smaller set; but there must be enough readers to judge by.
 */
const VALIDATION_SHARES = { least: 0.1, most: 0.2 };
/** Readers that settings are tried on, in all parts together. */
const WANTED_READERS = 24_000;
/** Ratings of few readers are held out in more than one way: what is best for one of them may be so by chance. */
const ENOUGH_READERS = 6000;
const MAX_PARTS = 5;
/** What answers by user cosine to all judges may take: see {@link affordable}. */
const JUDGING_STEPS = 1_000_000_000;
/** Settings for short profiles take little time to try, and a hit is rarer: more readers are needed to tell than for long ones. */
const SHORT_READERS = 3000;
/** Fewer readers than this cannot decide anything. */
export const MIN_READERS = 30;

/** Ratings held out at random, in one way or in several; another `purpose` holds out others. */
export function drawParts(
  matrix: RatingMatrix,
  seed: number,
  purpose: 'tuning' | 'choosing',
): readonly TuningPart[] {
  const firstSeed = seed + (purpose === 'tuning' ? 0 : 500);
  const { least, most } = VALIDATION_SHARES;
  let share = least;
  let first = holdOut(matrix, share, firstSeed);
  if (first.readers.length < WANTED_READERS / 2) {
    share = most;
    first = holdOut(matrix, share, firstSeed);
  }
  const wanted = Math.ceil(ENOUGH_READERS / Math.max(1, first.readers.length));
  const count = Math.min(MAX_PARTS, wanted);
  const more = Array.from({ length: count - 1 }, (_, n) =>
    holdOut(matrix, share, firstSeed + 1000 * (n + 1)),
  );
  return partsOf([first, ...more], seed);
}

export function partsOf(holdouts: readonly Holdout[], seed: number): readonly TuningPart[] {
  const limit = Math.ceil(WANTED_READERS / holdouts.length);
  const parts = holdouts.map(({ train, readers }) => {
    const known = readers.filter(({ row }) => row !== -1);
    const lengthOf = ({ row }: TestReader) => train.userStarts[row + 1]! - train.userStarts[row]!;
    const isLong = (reader: TestReader) => lengthOf(reader) >= DEFAULT_CHOICE.longProfileLength;
    return { train, known, longOnes: known.filter(isLong).slice(0, limit) };
  });
  const longOnes = parts.reduce((sum, part) => sum + part.longOnes.length, 0);
  return parts.map(({ train, known, longOnes: long }) => {
    const everyone = known.slice(0, limit);
    const judges = longOnes >= MIN_READERS ? long : everyone;
    return {
      train,
      popularity: rankByPopularity(train),
      everyone,
      judges,
      cosineJudges: affordable(train, judges, JUDGING_STEPS / parts.length),
      newcomers: shortenProfiles(train, known.slice(0, Math.ceil(SHORT_READERS / parts.length)), {
        maxLength: DEFAULT_CHOICE.longProfileLength - 1,
        seed,
      }),
    };
  });
}

/** As readers without ratings are served. */
function rankByPopularity(train: RatingMatrix): RowRanker {
  const popularity = createPopularity({ books: ratedBooks(train), version: 'tuning' });
  const ranked = popularity.recommend([], { limit: Infinity });
  return rankRowsAlike(
    train,
    Uint32Array.from(ranked, ({ bookId }) => findBook(train.books, bookId)),
  );
}

/**
 * The first readers whose answers by user cosine take this many steps together: with a similar reader for everybody, as in dense
 * sets, an answer takes a hundred times longer than with few.
 */
export function affordable(
  train: RatingMatrix,
  readers: readonly TestReader[],
  steps: number,
): readonly TestReader[] {
  const meanLength = train.userBooks.length / Math.max(1, userCount(train));
  let spent = 0;
  const end = readers.findIndex(({ row }) => {
    let alike = 0;
    for (let i = train.userStarts[row]!; i < train.userStarts[row + 1]!; i += 1) {
      const book = train.userBooks[i]!;
      alike += train.bookStarts[book + 1]! - train.bookStarts[book]!;
    }
    spent += alike + Math.min(alike, userCount(train)) * meanLength;
    return spent > steps;
  });
  return end === -1 ? readers : readers.slice(0, Math.max(end, MIN_READERS));
}

/** Over the readers of all parts. */
export function meanOf(
  parts: readonly TuningPart[],
  rate: (part: TuningPart, n: number) => Float64Array,
): number {
  return mean(Float64Array.from(parts.flatMap((part, n) => [...rate(part, n)])));
}
