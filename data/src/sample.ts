import { join } from 'node:path';
import { FIGURES_AS_OF } from './goodbooks/release.ts';

const directory = join(import.meta.dirname, '../sample');

/** The data that come with the project, in the formats that the loader reads. */
export const SAMPLE = {
  directory,
  booksPath: join(directory, 'books.jsonl.gz'),
  ratingsPath: join(directory, 'ratings.csv.gz'),
  /** The sample's ratings carry no times; this day stands for them. */
  ratedAt: new Date(FIGURES_AS_OF),
} as const;
