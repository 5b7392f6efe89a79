/** A row of a table as plain JSON. */
export type CopiedRow = Readonly<Record<string, unknown>>;

export type CopiedPage = {
  readonly rows: readonly CopiedRow[];
  /** Where to go on; absent at the end. */
  readonly next?: string;
};

/**
 * All that readers and catalogues have put into a store, table by table, for backups. What follows from it is left out:
 * stats are counted anew, published models and indexes are made anew, leases are gone.
 */
export type StoreCopy = {
  /** Rows of one kind of store cannot be put into another. */
  readonly kind: 'sqlite' | 'dynamodb';
  readonly tables: readonly string[];
  /**
   * The next rows of a table, in an order of its own. Rows that are written meanwhile may be among them or not.
   *
   * @param from what the page before gave as `next`; absent for the beginning
   */
  read(table: string, from: string | undefined, limit: number): Promise<CopiedPage>;
  /** Stores rows, in the place of those with the same keys. */
  write(table: string, rows: readonly CopiedRow[]): Promise<void>;
};
