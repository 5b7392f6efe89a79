/** A row that cannot be loaded, and why. */
export type BadRow = {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
};

export type Row<Value> = { readonly line: number; readonly value: Value };

/** What one chunk of a file holds, a few hundred to some thousand rows: good and bad ones apart. */
export type Batch<Value> = {
  readonly file: string;
  readonly rows: readonly Row<Value>[];
  readonly badRows: readonly BadRow[];
  /** How much of the file has been read so far, 0 to 1. */
  readonly fractionRead: number;
};

/**
 * Something to load from. Opening it finds out what makes it useless as a whole, so that a store is not emptied for
 * a file that is missing or of another kind.
 *
 * @throws DomainError not_found or invalid_request with a sentence that names the file
 */
export type Source<Value> = () => Promise<AsyncIterable<Batch<Value>>>;

/** "file:line: reason", as editors and compilers write places. */
export function formatBadRow({ file, line, reason }: BadRow): string {
  return `${file}:${line}: ${reason}`;
}
