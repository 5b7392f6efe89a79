export const LONGEST_PAGE = 500;

/** A stretch of a list. */
export type PageRequest = {
  /** How many entries are wanted at most, 1 to {@link LONGEST_PAGE}. */
  readonly limit: number;
  /** Where the page before ended: its `nextCursor`, taken as it is. Absent for the first page. */
  readonly cursor?: string;
};

export type Page<T> = {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
};
