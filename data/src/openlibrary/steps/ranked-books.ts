import type { Ledger } from '../../ledger/ledger.ts';
import type { Draft, RowCounts } from '../draft.ts';
import type { SpillRecord } from '../spill/record.ts';
import { ACCOUNT, RATING_ROWS } from './row-accounts.ts';

/** A finished book with what the last step needs to know of it. */
export type RankedBook = {
  readonly rows: RowCounts;
  readonly stars: readonly number[];
  readonly aliases: readonly string[];
  readonly json: string;
};

const HIGHEST = 2 ** 32 - 1;

/**
 * Where a book stands among all: most ratings first, then most editions, then (by id) the one that is known longest.
 * Small numbers come first.
 */
export function rankOf({ stars, rows }: Draft): Pick<SpillRecord, 'key' | 'minor'> {
  const ratings = stars.reduce((sum, count) => sum + count, 0);
  const editions = rows.joined + rows.ofMissingWork + rows.lone;
  return { key: HIGHEST - ratings, minor: HIGHEST - editions };
}

/** Row counts, aliases and record, with tabs between, since JSON has none. */
export function formatRanked({ rows, stars, aliases, json }: RankedBook): string {
  const { works, joined, ofMissingWork, lone } = rows;
  const ratings = stars.reduce((sum, count) => sum + count, 0);
  return `${works} ${joined} ${ofMissingWork} ${lone} ${ratings}\t${aliases.join(' ')}\t${json}`;
}

/**
 * Accounts for the rows that a book was made of: kept when it is written, rejected for the reason given when not.
 * Works that were merged into it are accounted for already.
 */
export function noteWritten(
  ledger: Ledger,
  { rows, stars }: Pick<RankedBook, 'rows' | 'stars'>,
  reason?: string,
): void {
  const ratings = stars.reduce((sum, count) => sum + count, 0);
  const note = (kind: string, kept: string, count: number): void =>
    ledger.note(kind, reason === undefined ? 'kept' : 'rejected', reason ?? kept, count);
  note(ACCOUNT.work, 'a book', rows.works);
  note(ACCOUNT.edition, 'of a work', rows.joined);
  note(ACCOUNT.edition, 'of a work without a row', rows.ofMissingWork);
  note(ACCOUNT.edition, 'a book of its own', rows.lone);
  note(RATING_ROWS, 'counted', ratings);
}
