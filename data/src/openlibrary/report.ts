import { total, type Account } from '../ledger/ledger.ts';

/** What a run made of its input. It holds neither times nor paths: equal inputs give equal reports. */
export type CatalogueReport = {
  readonly source: string;
  /** The newest day in the input. */
  readonly as_of: string;
  readonly inputs: readonly string[];
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** For each kind of rows: read, kept, merged and rejected, which add up. */
  readonly rows: Readonly<Record<string, Account>>;
  /** What was mended in rows, left out of them, or is worth knowing. */
  readonly findings: Readonly<Record<string, number>>;
  readonly output: Readonly<Record<string, number>>;
  /** Against the former catalogue. */
  readonly changes?: Readonly<Record<string, number>>;
};

/** The report as the bytes of `report.json`. */
export function formatReportJson(report: CatalogueReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const number = (count: number) => count.toLocaleString('en').padStart(12);

/** The report for people. */
export function formatReportText(report: CatalogueReport): string {
  const lines = [`${report.source} as of ${report.as_of}, from ${report.inputs.join(', ')}`, ''];
  lines.push(`${'rows'.padEnd(12)}${['read', 'kept', 'merged', 'rejected'].map(right).join('')}`);
  for (const [kind, account] of Object.entries(report.rows)) {
    const { rows, kept, merged, rejected } = account;
    const counts = [rows, total(kept), total(merged), total(rejected)];
    lines.push(`${kind.padEnd(12)}${counts.map(number).join('')}`);
  }
  for (const [kind, account] of Object.entries(report.rows)) {
    for (const fate of ['kept', 'merged', 'rejected'] as const) {
      const reasons = Object.entries(account[fate]);
      if (reasons.length === 0) continue;
      lines.push('', `${kind}, ${fate}`);
      lines.push(...reasons.map(([reason, count]) => `${number(count)}  ${reason}`));
    }
  }
  addSection(lines, 'found and mended', report.findings);
  addSection(lines, 'written', report.output);
  addSection(lines, 'against the former catalogue', report.changes ?? {});
  return `${lines.join('\n')}\n`;
}

const right = (text: string) => text.padStart(12);

function addSection(
  lines: string[],
  title: string,
  counts: Readonly<Record<string, number>>,
): void {
  const entries = Object.entries(counts);
  if (entries.length === 0) return;
  lines.push('', title, ...entries.map(([what, count]) => `${number(count)}  ${what}`));
}
