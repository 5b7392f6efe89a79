import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { labels, selectorLabels } from '../labels.ts';
import { SERVICES } from '../services.ts';

/** Four in the window that request rates are taken over. */
const SCRAPE_SECONDS = 15;

/** Has the Prometheus operator scrape every process; its series carry `namespace`, `pod` and `service`. */
export class ServiceMonitors extends Construct {
  constructor(scope: Construct, id: string, { namespace }: Environment) {
    super(scope, id);
    for (const { name } of SERVICES) {
      new ApiObject(this, name, {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name, labels: labels(name) },
        spec: {
          selector: { matchLabels: { ...selectorLabels(name) } },
          namespaceSelector: { matchNames: [namespace] },
          endpoints: [{ port: 'ops', path: '/metrics', interval: `${SCRAPE_SECONDS}s` }],
        },
      });
    }
  }
}
