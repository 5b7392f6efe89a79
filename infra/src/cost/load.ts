/** How much the product is used. Everything that is paid by use follows from it. */
export type Load = {
  /** While busy. */
  readonly requestsPerSecond: number;
  /** The rest of the day hardly anybody comes. */
  readonly busyHoursADay: number;
  readonly books: number;
  readonly ratings: number;
};

/**
 * The original system was tried with 70 requests a second on 50,000 books; nobody used it all day. Ratings are those of
 * the sample.
 */
export const ORIGINAL_LOAD: Load = {
  requestsPerSecond: 70,
  busyHoursADay: 1,
  books: 50_000,
  ratings: 800_000,
};

/**
 * Of a hundred requests: what they are, and what they make DynamoDB do. Book and rate as `dynamo-requests.test.ts`
 * has them; the others are assumed, from the sizes of the items.
 */
const REQUESTS = {
  search: { share: 0.5, readUnits: 0, writeUnits: 0 },
  /** Book and stats, both read consistently; counted as if none of them was remembered or cached. */
  book: { share: 0.25, readUnits: 2, writeUnits: 0 },
  /** Every second list comes from the cache; the others read up to 500 ratings. */
  recommendations: { share: 0.15, readUnits: 7, writeUnits: 0 },
  lists: { share: 0.05, readUnits: 1, writeUnits: 0 },
  /** Rating, two indexes, stats and the look for an erasure in one transaction, which takes twice the units. */
  rate: { share: 0.05, readUnits: 2, writeUnits: 10 },
} as const;

const DAYS_A_MONTH = 365 / 12;
/** Of an answer with its headers, in bytes. */
const ANSWER_BYTES = 3_000;
/** Of a line of an access log or a flow log, in bytes. */
const LOG_LINE_BYTES = 500;
const BOOK_BYTES = 1_000;
/** With its entries in both indexes and DynamoDB's own hundred bytes for each. */
const RATING_BYTES = 600;
/** The worker reads everything every night for the model, and books and stats for each index. */
const FULL_READS_A_MONTH = DAYS_A_MONTH;
const CATALOGUE_READS_A_MONTH = DAYS_A_MONTH * 48;
const GIB = 2 ** 30;
const READ_UNIT_BYTES = 8_192;

/** What a month of a load comes to. */
export type MonthlyUse = {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly storedGib: number;
  readonly answeredGib: number;
  readonly loggedGib: number;
};

export function monthlyUse(load: Load): MonthlyUse {
  const requests = load.requestsPerSecond * load.busyHoursADay * 3600 * DAYS_A_MONTH;
  const kinds = Object.values(REQUESTS);
  const perRequest = (unit: 'readUnits' | 'writeUnits') =>
    kinds.reduce((sum, kind) => sum + kind.share * kind[unit], 0);
  const bookBytes = load.books * BOOK_BYTES;
  const ratingBytes = load.ratings * RATING_BYTES;
  const scannedBytes =
    (bookBytes + ratingBytes) * FULL_READS_A_MONTH + bookBytes * CATALOGUE_READS_A_MONTH;
  return {
    requests,
    readUnits: requests * perRequest('readUnits') + scannedBytes / READ_UNIT_BYTES,
    writeUnits: requests * perRequest('writeUnits'),
    storedGib: (bookBytes + ratingBytes) / GIB,
    answeredGib: (requests * ANSWER_BYTES) / GIB,
    loggedGib: (requests * LOG_LINE_BYTES) / GIB,
  };
}
