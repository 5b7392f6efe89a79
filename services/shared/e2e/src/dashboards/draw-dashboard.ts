import { lineChart } from '@books/observability/line-chart';
import type { Dashboard } from '@books/observability/panels';
import type { PanelAnswers } from './judge-panels.ts';
import type { TimeRange } from './start-prometheus.ts';

const WIDTH = 480;
const HEIGHT = 230;
const COLUMNS = 2;
/** Lines of one panel; the ones with the largest values are drawn. */
const LINES = 8;

/** The panels of a dashboard that have data, side by side as one SVG. */
export function drawDashboard(
  { title }: Dashboard,
  panels: readonly PanelAnswers[],
  { begin }: TimeRange,
): string {
  const drawn = panels.map((panel) => ({ panel, lines: linesOf(panel, begin) }));
  const filled = drawn.filter(({ lines }) => lines.length > 0);
  const charts = filled.map(({ panel: { panel }, lines }, index) => {
    const chart = lineChart({
      title: panel.title,
      lines,
      formatX: (seconds) => `${seconds} s`,
      formatY: formatterOf(panel.unit),
      width: WIDTH,
      height: HEIGHT,
    });
    const x = (index % COLUMNS) * WIDTH;
    const y = Math.floor(index / COLUMNS) * HEIGHT;
    return `<svg x="${x}" y="${y}" ${withoutProlog(chart, index)}`;
  });
  const height = Math.ceil(filled.length / COLUMNS) * HEIGHT;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH * COLUMNS}" height="${height}">`;
  return `${open}<title>${title}</title>${charts.join('\n')}</svg>\n`;
}

function linesOf({ answers }: PanelAnswers, begin: number) {
  return answers
    .flatMap((answer) =>
      answer.kind === 'refused' ? [] : answer.series.map((series) => ({ answer, series })),
    )
    .map(({ answer: { legend }, series: { labels, points } }) => ({
      name: legend.replace(/\{\{(\w+)\}\}/g, (_whole, label: string) => labels[label] ?? ''),
      points: points
        .filter(([, value]) => Number.isFinite(value))
        .map(
          ([seconds, value]) =>
            [Math.round(seconds - begin), Number(value.toPrecision(4))] as const,
        ),
    }))
    .filter(({ points }) => points.length > 0)
    .toSorted((a, b) => highest(b) - highest(a))
    .slice(0, LINES);
}

const highest = ({ points }: { readonly points: readonly (readonly [number, number])[] }) =>
  Math.max(...points.map(([, value]) => value));

/** Without the beginning of the tag and what only browsers' scripts use, and with ids that no other chart of the picture has. */
function withoutProlog(svg: string, index: number): string {
  return svg
    .slice(svg.indexOf('<svg') + '<svg'.length)
    .replaceAll(/<style[^]*?<\/style>| (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/zr\d+-/g, (id) => `p${index}-${id}`)
    .trim();
}

const SI: readonly (readonly [number, string])[] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

function formatterOf(unit: string): (value: number) => string {
  if (unit === 'percentunit') return (value) => `${Number((value * 100).toPrecision(4))} %`;
  if (unit === 's') {
    return (value) =>
      Math.abs(value) < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${value} s`;
  }
  return (value) => {
    const [size, letter] = SI.find(([size]) => Math.abs(value) >= size) ?? [1, ''];
    return `${Number((value / size).toPrecision(3))}${letter}`;
  };
}
