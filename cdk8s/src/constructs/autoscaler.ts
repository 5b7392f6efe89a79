import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { QUEUE_JOBS, REQUESTS_PER_SECOND } from '../custom-metrics.ts';
import type { Environment } from '../environments.ts';
import { labels } from '../labels.ts';
import { replicaRange, type Scaling, type ServiceFacts } from '../services.ts';

/**
 * How many pods a Deployment has: as many as the neediest metric asks for. A metric that cannot be read never takes
 * pods away.
 */
export class Autoscaler extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { service, environment }: { readonly service: ServiceFacts; readonly environment: Environment },
  ) {
    super(scope, id);
    const { name } = service;
    const { min, max } = replicaRange(service, environment);
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'HorizontalPodAutoscaler', {
      metadata: { name, labels: labels(name) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: min,
        maxReplicas: max,
        metrics: metrics(name, service.scaling),
        behavior: BEHAVIOR,
      },
    });
  }
}

/** Up at once, by doubling or by four pods; down one step a minute when nothing higher was asked for five minutes. */
const BEHAVIOR: k8s.HorizontalPodAutoscalerBehaviorV2 = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: 100, periodSeconds: 30 },
      { type: 'Pods', value: 4, periodSeconds: 30 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: 25, periodSeconds: 60 },
      { type: 'Pods', value: 1, periodSeconds: 60 },
    ],
  },
};

function metrics(name: string, scaling: Scaling): k8s.MetricSpecV2[] {
  if (scaling.by === 'queue') {
    return [
      {
        type: 'Object',
        object: {
          describedObject: { apiVersion: 'v1', kind: 'Service', name },
          metric: { name: QUEUE_JOBS },
          target: {
            type: 'AverageValue',
            averageValue: k8s.Quantity.fromNumber(scaling.jobsPerPod),
          },
        },
      },
    ];
  }
  return [
    {
      type: 'Resource',
      resource: {
        name: 'cpu',
        target: { type: 'Utilization', averageUtilization: scaling.cpuPercent },
      },
    },
    {
      type: 'Pods',
      pods: {
        metric: { name: REQUESTS_PER_SECOND },
        target: {
          type: 'AverageValue',
          averageValue: k8s.Quantity.fromNumber(scaling.requestsPerSecondPerPod),
        },
      },
    },
  ];
}
