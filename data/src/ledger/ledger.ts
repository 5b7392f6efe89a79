/** What becomes of a row of the input. */
export type Fate = 'kept' | 'merged' | 'rejected';

/** What became of all rows of one kind. Reasons are in alphabetical order. */
export type Account = {
  readonly rows: number;
  readonly kept: Readonly<Record<string, number>>;
  /** Rows that only repeat what another row says of the same thing. */
  readonly merged: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
};

/** Counts as they travel between threads and into checkpoints. */
export type LedgerCounts = Readonly<Record<string, number>>;

/**
 * Counts the rows read, what became of each, and what was mended in them. Several threads keep one each; their sums
 * are the same however the work was shared out.
 */
export class Ledger {
  readonly #counts = new Map<string, number>();

  /** Notes that rows of a kind were read. */
  read(kind: string, count = 1): void {
    this.#add(`read\t${kind}`, count);
  }

  /** Notes what became of rows of a kind. */
  note(kind: string, fate: Fate, reason: string, count = 1): void {
    if (count > 0) this.#add(`${fate}\t${kind}\t${reason}`, count);
  }

  /** Notes something that was mended, left out of a row, or is worth knowing. */
  found(what: string, count = 1): void {
    this.#add(`found\t${what}`, count);
  }

  add(counts: LedgerCounts): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  counts(): LedgerCounts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Takes all counts out, which leaves the ledger empty. */
  take(): LedgerCounts {
    const counts = this.counts();
    this.#counts.clear();
    return counts;
  }

  /** How often something was found. */
  countFound(what: string): number {
    return this.#counts.get(`found\t${what}`) ?? 0;
  }

  /**
   * The accounts of all kinds of rows.
   *
   * @throws Error when a row was forgotten or counted twice
   */
  accounts(): Record<string, Account> {
    const accounts: Record<string, Account> = {};
    for (const kind of this.#secondParts('read')) {
      const account = {
        rows: this.#counts.get(`read\t${kind}`) ?? 0,
        kept: this.#reasons('kept', kind),
        merged: this.#reasons('merged', kind),
        rejected: this.#reasons('rejected', kind),
      };
      const accounted = total(account.kept) + total(account.merged) + total(account.rejected);
      if (accounted !== account.rows) {
        throw new Error(`${accounted} of ${account.rows} rows of ${kind} are accounted for`);
      }
      accounts[kind] = account;
    }
    return accounts;
  }

  findings(): Record<string, number> {
    return Object.fromEntries(
      this.#secondParts('found').map((what) => [what, this.countFound(what)]),
    );
  }

  #add(name: string, count: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  #secondParts(first: string): string[] {
    return [...this.#counts.keys()]
      .filter((name) => name.startsWith(`${first}\t`))
      .map((name) => name.slice(first.length + 1))
      .sort();
  }

  #reasons(fate: Fate, kind: string): Record<string, number> {
    const prefix = `${fate}\t${kind}\t`;
    const entries = [...this.#counts].filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(
      entries
        .map(([name, count]) => [name.slice(prefix.length), count] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
}

/** The sum of counts by reason. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
