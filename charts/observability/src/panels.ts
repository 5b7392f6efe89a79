import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** One line, or several by their labels. `legend` may name labels: `{{route}}`. */
type Query = { readonly expr: string; readonly legend: string };

type Unit = 'short' | 's' | 'ms' | 'percentunit' | 'reqps' | 'ops' | 'bytes' | 'cps' | 'none';

/** A panel as it is said once: drawn by Grafana, asked of a real Prometheus by the check, drawn for the docs. */
export type Panel = {
  readonly title: string;
  /** What to see in it, and when to worry. */
  readonly description: string;
  readonly unit: Unit;
  readonly kind?: 'timeseries' | 'stat';
  /** Of 24. */
  readonly width?: number;
  readonly queries: readonly Query[];
};

export type Dashboard = {
  /** Name of the file, and part of the address. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly panels: readonly Panel[];
};

const HEIGHT = 8;
const STAT_HEIGHT = 4;

export function grafanaPanel(panel: Panel) {
  const { title, description, unit, queries, width = 12 } = panel;
  const isStat = panel.kind === 'stat';
  const builder = isStat ? new StatBuilder() : new TimeseriesBuilder().fillOpacity(8);
  builder
    .title(title)
    .description(description)
    .unit(unit)
    .span(width)
    .height(isStat ? STAT_HEIGHT : HEIGHT)
    .datasource({ type: 'prometheus', uid: '${datasource}' });
  queries.forEach(({ expr, legend }, index) => {
    const refId = String.fromCodePoint('A'.codePointAt(0)! + index);
    builder.withTarget(new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend));
  });
  return builder;
}
