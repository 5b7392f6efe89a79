import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { labels, selectorLabels } from '../labels.ts';
import { addLaterFields } from '../later-fields.ts';
import { OPS_PORT, type ServiceFacts } from '../services.ts';

export type ServiceAccessProps = {
  readonly service: ServiceFacts;
  readonly environment: Environment;
};

/** The name under which a process is reached in the cluster, and the identity it has there. */
export class ServiceAccess extends Construct {
  constructor(scope: Construct, id: string, { service, environment }: ServiceAccessProps) {
    super(scope, id);
    const { name, port } = service;
    new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: { name, labels: labels(name) },
      // Nothing of ours talks to the Kubernetes API; Pod Identity brings a token of its own.
      automountServiceAccountToken: false,
    });
    const access = new k8s.KubeService(this, 'Service', {
      metadata: { name, labels: labels(name) },
      spec: {
        selector: { ...selectorLabels(name) },
        ports: [
          ...(port === undefined ? [] : [servicePort('http', port)]),
          servicePort('ops', OPS_PORT),
        ],
      },
    });
    // Calls stay in their zone where it has a pod: faster, and traffic between zones costs.
    if (environment.isSpread)
      addLaterFields(access, { '/spec/trafficDistribution': 'PreferSameZone' });
    if (environment.isSpread) this.addDisruptionBudget(name);
  }

  /** One pod at a time; one that is not ready anyway may always go, or a broken one would block its node. */
  private addDisruptionBudget(name: string): void {
    new k8s.KubePodDisruptionBudget(this, 'PodDisruptionBudget', {
      metadata: { name, labels: labels(name) },
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: { ...selectorLabels(name) } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}

function servicePort(name: string, port: number): k8s.ServicePort {
  return { name, port, targetPort: k8s.IntOrString.fromString(name), appProtocol: 'http' };
}
