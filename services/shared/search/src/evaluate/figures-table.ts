import type { KindFigures } from './figures.ts';

/** Figures by kind as a table for people: shares in per cent, times in milliseconds. */
export function figuresTable(kinds: Readonly<Record<string, KindFigures>>): string {
  const heads = ['kind', 'n', 'success@1', 'success@5', 'mrr', 'p50 ms', 'p99 ms'];
  const rows = Object.entries(kinds).map(([kind, figures]) => [
    kind,
    String(figures.n),
    percent(figures.success_at_1),
    percent(figures.success_at_5),
    figures.mrr?.toFixed(3) ?? '-',
    figures.p50_ms.toFixed(2),
    figures.p99_ms.toFixed(2),
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  return [heads, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  '),
    )
    .join('\n');
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}
