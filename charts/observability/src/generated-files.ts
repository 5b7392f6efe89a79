import { stringify } from 'yaml';
import { RULE_GROUPS } from './alerts.ts';
import { DASHBOARDS } from './dashboards/all.ts';
import { grafanaDashboard } from './grafana-dashboard.ts';

const NOTICE =
  '# Written by npm run dashboards from charts/observability/src and cdk8s/src/slo.ts.\n';

/** Text by path in the chart: what Helm packs into ConfigMaps and rules. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...DASHBOARDS.map(
      (dashboard) =>
        [
          `dashboards/${dashboard.id}.json`,
          `${JSON.stringify(grafanaDashboard(dashboard), undefined, 2)}\n`,
        ] as const,
    ),
    ['rules.yaml', NOTICE + stringify({ groups: RULE_GROUPS }, { lineWidth: 0 })] as const,
  ]);
}
