import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { grafanaPanel, type Dashboard } from './panels.ts';

const TAG = 'books';

/** The dashboard as Grafana reads it. */
export function grafanaDashboard({ id, title, description, panels }: Dashboard): object {
  const builder = new DashboardBuilder(`Books / ${title}`)
    .uid(`books-${id}`)
    .description(description)
    .tags([TAG])
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .readonly()
    .withVariable(
      new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    )
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true),
    );
  for (const panel of panels) builder.withPanel(grafanaPanel(panel));
  return builder.build();
}
