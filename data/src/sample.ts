import { fileURLToPath } from 'node:url';
import { FIGURES_AS_OF } from './goodbooks/release.ts';

/** The data that come with the project, in the formats that the loader reads. */
export const SAMPLE = {
  booksPath: fileURLToPath(new URL('../sample/books.jsonl.gz', import.meta.url)),
  ratingsPath: fileURLToPath(new URL('../sample/ratings.csv.gz', import.meta.url)),
  /** The sample's ratings carry no times; this day stands for them. */
  ratedAt: new Date(FIGURES_AS_OF),
} as const;
