import type { Account } from './account.ts';

/** What a conversion made of its input: an account for each file, and what was mended in the rows that were kept. */
export type ConversionReport = {
  readonly source: string;
  readonly figures_as_of: string;
  readonly files: Readonly<Record<string, Account>>;
  readonly book_findings: Readonly<Record<string, number>>;
  readonly output: {
    readonly books: number;
    readonly authors: number;
    readonly series: number;
    readonly ratings: number;
    readonly readers: number;
    readonly ratings_by_stars: Readonly<Record<string, number>>;
  };
};

/** The report as the bytes of `report.json`. */
export function formatReport(report: ConversionReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
