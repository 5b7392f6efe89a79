import { lineChart, type Line } from '@books/observability/line-chart';
import type { NodeRun } from '../node/play-on-node.ts';
import type { Moment } from '../node/timeline.ts';
import { isGood, type LoadtestSummary } from '../summary.ts';

export type Report = {
  readonly title: string;
  readonly beganAt: Date;
  readonly run: NodeRun;
  readonly summary: LoadtestSummary;
};

/** A page that stands alone: figures by endpoint, every threshold, and how the run went. */
export function htmlReport({ title, beganAt, run, summary }: Report): string {
  const { requests, requestsPerSecond, failedRequests, wrongAnswers } = summary;
  const outcome = isGood(summary) ? 'every threshold holds' : 'not every threshold holds';
  const ended = run.endedBy === undefined ? '' : ` Ended early: ${run.endedBy}.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 1160px; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }
  h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
  table { border-collapse: collapse } th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #dde3ea }
  th:first-child, td:first-child { text-align: left }
  .bad { color: #b5432f; font-weight: bold } .good { color: #2c7a48; font-weight: bold }
  .charts { display: flex; flex-wrap: wrap; gap: 1rem }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${beganAt.toISOString()}, ${run.seconds.toFixed(0)} s: ${requests} requests, ${requestsPerSecond.toFixed(1)} a second;
${failedRequests} failed, ${wrongAnswers} wrong answers; <span class="${isGood(summary) ? 'good' : 'bad'}">${outcome}</span>.${escaped(ended)}</p>
<h2>By endpoint</h2>
${endpointTable(summary)}
<h2>Course</h2>
<div class="charts">
${charts(run.timeline).join('\n')}
</div>
<h2>Thresholds</h2>
${thresholdTable(run)}
</body>
</html>
`;
}

function endpointTable({ endpoints }: LoadtestSummary): string {
  const ms = (value: number) => value.toFixed(1);
  return table(
    ['endpoint', 'requests', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
    endpoints.map(({ endpoint, requests, med, p95, p99, max }) => [
      endpoint,
      String(requests),
      ...[med, p95, p99, max].map(ms),
    ]),
  );
}

function thresholdTable({ metrics }: NodeRun): string {
  return table(
    ['metric', 'threshold', ''],
    Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
      Object.entries(thresholds).map(([threshold, { ok }]) => [
        metric,
        threshold,
        ok ? 'holds' : 'BROKEN',
      ]),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row
      .map((cell) => `<${tag}${cell === 'BROKEN' ? ' class="bad"' : ''}>${escaped(cell)}</${tag}>`)
      .join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('\n')}</table>`;
}

function charts(timeline: readonly Moment[]): string[] {
  const line = (name: string, of: (moment: Moment) => number | undefined): Line => ({
    name,
    points: timeline.map((moment) => [moment.seconds, of(moment)]),
  });
  const draw = (title: string, lines: readonly Line[], unit: string) =>
    lineChart({
      title,
      lines,
      formatX: (seconds) => `${Math.round(seconds)} s`,
      formatY: (value) => `${value}${unit}`,
    });
  return [
    draw('Requests a second', [line('requests/s', (moment) => moment.requestsPerSecond)], ''),
    draw(
      'Latency',
      [line('p50', ({ p50 }) => p50), line('p95', ({ p95 }) => p95), line('p99', ({ p99 }) => p99)],
      ' ms',
    ),
    draw('Steps under way', [line('under way', ({ underWay }) => underWay)], ''),
    draw(
      'Failed requests and wrong answers',
      [line('failed', ({ failed }) => failed), line('wrong', ({ wrong }) => wrong)],
      '',
    ),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escaped = (text: string) => text.replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? mark);
