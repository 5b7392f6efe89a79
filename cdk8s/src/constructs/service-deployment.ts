import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { imageOf, type DeployInputs } from '../deploy-inputs.ts';
import type { Environment } from '../environments.ts';
import { labels, selectorLabels } from '../labels.ts';
import { addLaterFields } from '../later-fields.ts';
import {
  CONNECTION_DRAIN_SECONDS,
  CONNECTIONS_SECRET,
  FILES_PATH,
  processSettings,
  type Setting,
} from '../process-settings.ts';
import { OPS_PORT, type ServiceFacts } from '../services.ts';
import { RESTRICTED_POD, restrictedContainer } from './pod-security.ts';
import { probes } from './probes.ts';

/** The claim of the folder that pods share where there is no bucket. */
export const FILES_CLAIM = 'files';
/** Time for queues and clients to be closed, after the servers. */
const CLOSERS_SECONDS = 5;
const TEMPORARY_SIZE = '256Mi';
const FILES_CACHE_SIZE = '4Gi';

export type ServiceDeploymentProps = {
  readonly service: ServiceFacts;
  readonly environment: Environment;
  readonly inputs: DeployInputs;
};

/**
 * Pods of one process. How many there are is up to the autoscaler, so the Deployment does not say: else every apply
 * would fight it.
 *
 * The end of a pod: it leaves the Service at once and serves on for `drainSeconds`, until load balancers have noticed
 * (preStop); then it is told to end, answers for a moment with `connection: close`, ends what runs and closes.
 */
export class ServiceDeployment extends Construct {
  constructor(scope: Construct, id: string, props: ServiceDeploymentProps) {
    super(scope, id);
    const { service, environment } = props;
    const { name } = service;
    const { drainSeconds } = environment;
    const deployment = new k8s.KubeDeployment(this, 'Deployment', {
      metadata: { name, labels: labels(name) },
      spec: {
        selector: { matchLabels: { ...selectorLabels(name) } },
        revisionHistoryLimit: 5,
        progressDeadlineSeconds: 2 * service.startSeconds + drainSeconds + 60,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxUnavailable: k8s.IntOrString.fromNumber(0),
            maxSurge: k8s.IntOrString.fromString('25%'),
          },
        },
        template: {
          metadata: {
            labels: labels(name),
            annotations: { 'kubectl.kubernetes.io/default-container': name },
          },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: RESTRICTED_POD,
            terminationGracePeriodSeconds:
              drainSeconds + CONNECTION_DRAIN_SECONDS + service.graceSeconds + 2 * CLOSERS_SECONDS,
            containers: [container(props)],
            volumes: volumes(props),
            ...(environment.isSpread && { topologySpreadConstraints: spread(name) }),
          },
        },
      },
    });
    addLaterFields(deployment, {
      '/spec/template/spec/containers/0/lifecycle': {
        preStop: { sleep: { seconds: drainSeconds } },
      },
    });
  }
}

function container({ service, environment, inputs }: ServiceDeploymentProps): k8s.Container {
  const { name, port, resources } = service;
  const memory = k8s.Quantity.fromString(`${resources.memoryMiB}Mi`);
  return {
    name,
    image: imageOf(name, environment, inputs),
    imagePullPolicy: environment.images.pullPolicy,
    ports: [
      ...(port === undefined ? [] : [{ name: 'http', containerPort: port }]),
      { name: 'ops', containerPort: OPS_PORT },
    ],
    env: environmentVariables(processSettings(service, environment, inputs)),
    resources: {
      requests: { cpu: k8s.Quantity.fromString(`${resources.cpuMillicores}m`), memory },
      limits: { memory },
    },
    ...probes(service),
    securityContext: restrictedContainer(environment),
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(service.needs.includes('files') ? [{ name: 'files', mountPath: FILES_PATH }] : []),
    ],
  };
}

/** Variables as a container lists them. */
export function environmentVariables(settings: Readonly<Record<string, Setting>>): k8s.EnvVar[] {
  return Object.entries(settings).map(([name, setting]) =>
    typeof setting === 'string'
      ? { name, value: setting }
      : {
          name,
          valueFrom: { secretKeyRef: { name: CONNECTIONS_SECRET, key: setting.secretKey } },
        },
  );
}

function volumes({ service, environment }: ServiceDeploymentProps): k8s.Volume[] {
  const tmp = { name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString(TEMPORARY_SIZE) } };
  if (!service.needs.includes('files')) return [tmp];
  const files =
    environment.files.kind === 'shared-volume'
      ? { name: 'files', persistentVolumeClaim: { claimName: FILES_CLAIM } }
      : {
          name: 'files',
          emptyDir: { sizeLimit: k8s.Quantity.fromString(FILES_CACHE_SIZE) },
        };
  return [tmp, files];
}

/** Evenly over zones, then over hosts; pods of one rollout are counted by themselves. Rather uneven than not at all. */
function spread(name: string): k8s.TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...selectorLabels(name) } },
    matchLabelKeys: ['pod-template-hash'],
  }));
}
