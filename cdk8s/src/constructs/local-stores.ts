import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { repositoryOf, type DeployInputs } from '../deploy-inputs.ts';
import type { Environment } from '../environments.ts';
import { labels, selectorLabels } from '../labels.ts';
import {
  databaseSettings,
  DYNAMODB_LOCAL,
  queueUrl,
  VALKEY_CACHE,
  VALKEY_QUEUE,
} from '../process-settings.ts';
import { IMAGES } from '../versions.ts';
import { RESTRICTED_POD, restrictedContainer } from './pod-security.ts';
import { environmentVariables, FILES_CLAIM } from './service-deployment.ts';

const VALKEY_MEMORY_MB = 128;
const READ_ONLY = { hasReadOnlyRoot: true };

type Store = {
  readonly name: string;
  readonly port: number;
  readonly image: string;
  readonly args: string[];
  readonly memory: string;
  /** A folder of the image that it writes to, if any. */
  readonly writes?: string;
};

/** Stores inside the cluster, for a cluster on one machine: what is in them goes with their pods. */
export class LocalStores extends Construct {
  private readonly environment: Environment;

  constructor(
    scope: Construct,
    id: string,
    { environment, inputs }: { readonly environment: Environment; readonly inputs: DeployInputs },
  ) {
    super(scope, id);
    this.environment = environment;
    this.addStore({
      ...DYNAMODB_LOCAL,
      image: IMAGES.dynamodbLocal,
      args: [
        '-jar',
        'DynamoDBLocal.jar',
        '-inMemory',
        '-sharedDb',
        '-disableTelemetry',
        '-port',
        String(DYNAMODB_LOCAL.port),
      ],
      memory: '768Mi',
    });
    this.addStore(valkey(VALKEY_CACHE, 'volatile-lru'));
    // A queue that evicts loses jobs.
    this.addStore(valkey(VALKEY_QUEUE, 'noeviction'));
    new k8s.KubePersistentVolumeClaim(this, FILES_CLAIM, {
      metadata: { name: FILES_CLAIM, labels: labels(FILES_CLAIM) },
      spec: {
        // One node, so pods share it all the same.
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: k8s.Quantity.fromString('2Gi') } },
      },
    });
    if (environment.sampleReaders !== undefined)
      this.addSampleData(environment.sampleReaders, inputs);
  }

  private addStore(store: Store): void {
    const { name, port, image, args } = store;
    const memory = k8s.Quantity.fromString(store.memory);
    new k8s.KubeService(this, `${name}-service`, {
      metadata: { name, labels: labels(name) },
      spec: {
        selector: { ...selectorLabels(name) },
        ports: [{ name: 'store', port, targetPort: k8s.IntOrString.fromNumber(port) }],
      },
    });
    new k8s.KubeDeployment(this, `${name}-deployment`, {
      metadata: { name, labels: labels(name) },
      spec: {
        replicas: 1,
        selector: { matchLabels: { ...selectorLabels(name) } },
        // Two at once would be two stores.
        strategy: { type: 'Recreate' },
        template: {
          metadata: { labels: labels(name) },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: RESTRICTED_POD,
            containers: [
              {
                name,
                image,
                imagePullPolicy: 'IfNotPresent',
                args,
                ports: [{ name: 'store', containerPort: port }],
                readinessProbe: {
                  tcpSocket: { port: k8s.IntOrString.fromNumber(port) },
                  periodSeconds: 2,
                },
                resources: {
                  requests: { cpu: k8s.Quantity.fromString('100m'), memory },
                  limits: { memory },
                },
                securityContext: restrictedContainer(READ_ONLY),
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
  }

  /** Creates the tables, loads the sample and asks for what is made of it; done again it finds everything there. */
  private addSampleData(readers: number, { imageRegistry, imageTag }: DeployInputs): void {
    const name = 'sample-data';
    const memory = k8s.Quantity.fromString('512Mi');
    new k8s.KubeJob(this, name, {
      metadata: { name, labels: labels(name) },
      spec: {
        backoffLimit: 6,
        template: {
          metadata: { labels: labels(name) },
          spec: {
            restartPolicy: 'OnFailure',
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: RESTRICTED_POD,
            containers: [
              {
                name,
                image: `${imageRegistry}/${repositoryOf(name)}:${imageTag}`,
                imagePullPolicy: this.environment.images.pullPolicy,
                env: environmentVariables({
                  ENVIRONMENT: this.environment.name,
                  SAMPLE_READERS: String(readers),
                  QUEUE_REDIS_URL: queueUrl(this.environment),
                  ...databaseSettings(this.environment),
                }),
                resources: {
                  requests: { cpu: k8s.Quantity.fromString('100m'), memory },
                  limits: { memory },
                },
                securityContext: restrictedContainer(READ_ONLY),
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
  }
}

function valkey(place: { readonly name: string; readonly port: number }, eviction: string): Store {
  return {
    ...place,
    image: IMAGES.valkey,
    args: [
      'valkey-server',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory',
      `${VALKEY_MEMORY_MB}mb`,
      '--maxmemory-policy',
      eviction,
    ],
    memory: `${2 * VALKEY_MEMORY_MB}Mi`,
  };
}
