/** What became of the rows of one input file: each is kept, merged into another, or rejected, with the reason. */
export type Account = {
  readonly rows: number;
  readonly kept: number;
  /** Rows that only repeat what another row says of the same thing, by reason. */
  readonly merged: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
};

/** Counts by name; a name that was never counted is missing. Names are listed in alphabetical order. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Keeps the account of one file while its rows are read. */
export class AccountKeeper {
  readonly #merged = new Tally();
  readonly #rejected = new Tally();
  #kept = 0;

  keep(): void {
    this.#kept += 1;
  }

  merge(reason: string): void {
    this.#merged.add(reason);
  }

  reject(reason: string): void {
    this.#rejected.add(reason);
  }

  /**
   * The account, checked against the number of rows that the file has.
   *
   * @throws Error when a row was forgotten or counted twice
   */
  close(rows: number): Account {
    const accounted = this.#kept + this.#merged.total + this.#rejected.total;
    if (accounted !== rows) throw new Error(`${accounted} of ${rows} rows are accounted for`);
    return {
      rows,
      kept: this.#kept,
      merged: this.#merged.toJSON(),
      rejected: this.#rejected.toJSON(),
    };
  }
}
