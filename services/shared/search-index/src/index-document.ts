/** Rating figures of a book as lists show them, and what an update of them needs to know. */
export type RatingFigures = {
  /** Mean stars, 0 to 5; `undefined` when unrated. Kept to three decimals. */
  readonly rating: number | undefined;
  /** How many ratings `rating` is the mean of. */
  readonly ratingsCount: number;
  /** How many readers know the book; books are numbered by it and it raises their scores. */
  readonly popularity: number;
};

/** A book as the index takes it in and gives it out. */
export type IndexDocument = RatingFigures & {
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly subjects: readonly string[];
  /** Name of the series and number of the volume, as text; empty when there is none. */
  readonly series: string;
  /** -5000 to 3000; negative years are BCE. */
  readonly year: number | undefined;
  readonly language: string | undefined;
  readonly isbn13s: readonly string[];
  /** Figures that came with the catalogue, stored for whoever works out new {@link RatingFigures}. */
  readonly source: { readonly average: number; readonly count: number } | undefined;
};

const LAST_PARENTHESES = /^(.*\S)\s*[([]([^()[\]]*)[)\]]\s*$/su;

/** A title as its own words and what its last parentheses hold: a series, a volume, a binding. */
export function splitTitle(title: string): { readonly main: string; readonly aside: string } {
  const parts = LAST_PARENTHESES.exec(title);
  return parts === null ? { main: title, aside: '' } : { main: parts[1]!, aside: parts[2]! };
}
