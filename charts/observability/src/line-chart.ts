import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

export type Line = {
  readonly name: string;
  /** Place on the x axis and value; `undefined` leaves a gap. */
  readonly points: readonly (readonly [x: number, y: number | undefined])[];
};

export type LineChartOptions = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number) => string;
  readonly width?: number;
  readonly height?: number;
};

const COLOURS = [
  '#2f6db5',
  '#d9822b',
  '#3a9a5b',
  '#b5432f',
  '#7a5bb5',
  '#2fa3a3',
  '#b58a2f',
  '#c2508f',
  '#5f6b7a',
  '#8fae3a',
];

/** Lines over time as SVG text, drawn without a browser. */
export function lineChart(options: LineChartOptions): string {
  const { title, lines, formatX, formatY, width = 560, height = 260 } = options;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: { text: title, left: 10, top: 6, textStyle: { fontSize: 13, fontWeight: 'bold' } },
    legend: {
      bottom: 4,
      left: 10,
      right: 10,
      type: 'plain',
      icon: 'rect',
      itemHeight: 3,
      itemWidth: 14,
      textStyle: { fontSize: 10 },
      data: lines.map(({ name }) => name),
    },
    grid: { left: 62, right: 16, top: 34, bottom: 24 + legendHeight(lines, width) },
    xAxis: {
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      splitLine: { show: false },
      axisLabel: { formatter: formatX, fontSize: 10, showMaxLabel: false },
    },
    yAxis: {
      type: 'value',
      min: axisBegin(lines),
      axisLabel: { formatter: formatY, fontSize: 10 },
    },
    series: lines.map(({ name, points }) => ({
      name,
      type: 'line',
      showSymbol: points.length < 3,
      lineStyle: { width: 1.5 },
      data: points.map(([x, y]) => [x, y ?? '-']),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** From 0 on, unless something is below it. */
function axisBegin(lines: readonly Line[]): number | 'dataMin' {
  return lines.some(({ points }) => points.some(([, y]) => y !== undefined && y < 0))
    ? 'dataMin'
    : 0;
}

const CHARACTER_WIDTH = 6;
const ROW_HEIGHT = 18;

/** So that the rows of the legend do not cover the axis. */
function legendHeight(lines: readonly Line[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const { name } of lines) {
    const needed = name.length * CHARACTER_WIDTH + 34;
    if (used > 0 && used + needed > width - 20) {
      rows += 1;
      used = 0;
    }
    used += needed;
  }
  return rows * ROW_HEIGHT;
}
