import { fileURLToPath } from 'node:url';

/** The data that come with the project, in the formats that the loader reads. */
export const SAMPLE = {
  booksPath: fileURLToPath(new URL('../sample/books.jsonl.gz', import.meta.url)),
  ratingsPath: fileURLToPath(new URL('../sample/ratings.csv.gz', import.meta.url)),
  /** The sample's ratings carry no times; this day stands for them. See `FIGURES_AS_OF`. */
  ratedAt: new Date('2017-09-01T00:00:00Z'),
} as const;
