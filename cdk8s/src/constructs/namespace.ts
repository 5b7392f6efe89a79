import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { labels, PART_OF } from '../labels.ts';
import { KUBERNETES_MINOR } from '../versions.ts';

/** The namespace, in which only pods that need nothing of their node may run. */
export class Namespace extends Construct {
  constructor(scope: Construct, id: string, { namespace, ingress }: Environment) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'Namespace', {
      metadata: {
        name: namespace,
        labels: {
          ...labels(PART_OF),
          ...Object.fromEntries(
            ['enforce', 'audit', 'warn'].flatMap((mode) => [
              [`pod-security.kubernetes.io/${mode}`, 'restricted'],
              [`pod-security.kubernetes.io/${mode}-version`, `v${KUBERNETES_MINOR}`],
            ]),
          ),
          // A pod counts as ready once the load balancer has found it healthy, so that a rollout waits for that.
          ...(ingress.kind === 'alb' && { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }),
        },
      },
    });
  }
}
