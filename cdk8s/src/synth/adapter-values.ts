import { stringify } from 'yaml';
import { ADAPTER_RULES } from '../custom-metrics.ts';

/** Where the values of the prometheus-adapter chart are, from the root. */
export const ADAPTER_VALUES_PATH = 'charts/platform/values/prometheus-adapter.yaml';

const HEAD = `# Written by \`npm run synth\` from cdk8s/src/custom-metrics.ts; change it there.
`;

/** Values of the prometheus-adapter chart: where Prometheus is, and our rules instead of its own. */
export function adapterValues(): string {
  return (
    HEAD +
    stringify(
      {
        prometheus: {
          url: 'http://kube-prometheus-stack-prometheus.monitoring.svc',
          port: 9090,
        },
        rules: { default: false, custom: ADAPTER_RULES },
      },
      { lineWidth: 0, singleQuote: true },
    )
  );
}
