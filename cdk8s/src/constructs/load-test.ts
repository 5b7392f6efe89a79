import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../environments.ts';
import { labels, selectorLabels } from '../labels.ts';
import { SERVICES } from '../services.ts';
import type { ApiName } from '../slo.ts';
import { IMAGES } from '../versions.ts';
import { RESTRICTED_POD, restrictedContainer } from './pod-security.ts';
import { environmentVariables } from './service-deployment.ts';

export type LoadTestProps = {
  readonly environment: Environment;
  readonly scenario: string;
  /** Longest time that the scenario begins steps, in seconds. */
  readonly seconds: number;
  /** What k6 runs: one file without imports but those of k6. */
  readonly script: string;
  /** Text of the file with the known books. */
  readonly library: string;
  /** Scenarios and thresholds, as k6 takes them. */
  readonly options: object;
  /** Part of the mix to the process that answers it. */
  readonly apiByEndpoint: Readonly<Record<string, ApiName>>;
  /** Another one for each run, since readers have it in their names. */
  readonly runId: string;
};

/** Name of its pods, and of all that belongs to them. */
export const LOAD_TEST = 'load-test';
const SCRIPTS = '/scripts';
/** To pull the image and to end what is under way. */
const SLACK_SECONDS = 300;
const KEPT_SECONDS = 24 * 3600;

/**
 * A Job in which k6 plays a scenario, asking each process by its Service: what is measured is the product, without the
 * load balancer. Pods of the product take requests of nobody else from inside, so it brings rules that let it in.
 */
export class LoadTest extends Construct {
  constructor(scope: Construct, id: string, props: LoadTestProps) {
    super(scope, id);
    const { script, library } = props;
    new k8s.KubeConfigMap(this, 'Scripts', {
      metadata: { name: LOAD_TEST, labels: labels(LOAD_TEST) },
      data: { 'main.js': script, 'library.json': library },
    });
    this.addJob(props);
    this.addPolicies();
  }

  private addJob(props: LoadTestProps): void {
    const memory = k8s.Quantity.fromString('1Gi');
    new k8s.KubeJob(this, 'Job', {
      metadata: { name: `${LOAD_TEST}-${props.scenario}`, labels: labels(LOAD_TEST) },
      spec: {
        // A run that was broken off has measured nothing: nobody begins it anew.
        backoffLimit: 0,
        activeDeadlineSeconds: props.seconds + SLACK_SECONDS,
        ttlSecondsAfterFinished: KEPT_SECONDS,
        template: {
          metadata: { labels: labels(LOAD_TEST) },
          spec: {
            restartPolicy: 'Never',
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: RESTRICTED_POD,
            containers: [
              {
                name: LOAD_TEST,
                image: IMAGES.k6,
                imagePullPolicy: 'IfNotPresent',
                args: ['run', '--quiet', '--no-usage-report', `${SCRIPTS}/main.js`],
                env: environmentVariables(settings(props)),
                resources: {
                  requests: { cpu: k8s.Quantity.fromString('1'), memory },
                  limits: { memory },
                },
                securityContext: restrictedContainer({ hasReadOnlyRoot: true }),
                volumeMounts: [{ name: 'scripts', mountPath: SCRIPTS, readOnly: true }],
              },
            ],
            volumes: [{ name: 'scripts', configMap: { name: LOAD_TEST } }],
          },
        },
      },
    });
  }

  private addPolicies(): void {
    const own = { podSelector: { matchLabels: { ...selectorLabels(LOAD_TEST) } } };
    const apis = SERVICES.flatMap(({ name, port }) => (port === undefined ? [] : [{ name, port }]));
    const numbered = (port: number) => [{ port: k8s.IntOrString.fromNumber(port) }];
    new k8s.KubeNetworkPolicy(this, 'WaysOut', {
      metadata: { name: LOAD_TEST, labels: labels(LOAD_TEST) },
      spec: {
        ...own,
        policyTypes: ['Egress'],
        egress: apis.map(({ name, port }) => ({
          to: [{ podSelector: { matchLabels: { ...selectorLabels(name) } } }],
          ports: numbered(port),
        })),
      },
    });
    for (const { name, port } of apis) {
      new k8s.KubeNetworkPolicy(this, `WayInto-${name}`, {
        metadata: { name: `${LOAD_TEST}-to-${name}`, labels: labels(LOAD_TEST) },
        spec: {
          podSelector: { matchLabels: { ...selectorLabels(name) } },
          policyTypes: ['Ingress'],
          ingress: [{ from: [own], ports: numbered(port) }],
        },
      });
    }
  }
}

/** The variables that `loadtest/k6` reads. */
function settings({ options, apiByEndpoint, runId }: LoadTestProps): Record<string, string> {
  const portOf = (api: ApiName) => SERVICES.find(({ name }) => name === api)?.port;
  const targets = Object.entries(apiByEndpoint).map(
    ([endpoint, api]) => [endpoint, `http://${api}:${portOf(api)}`] as const,
  );
  return {
    TARGETS: JSON.stringify(Object.fromEntries(targets)),
    OPTIONS: JSON.stringify(options),
    RUN_ID: runId,
    LIBRARY: `${SCRIPTS}/library.json`,
  };
}
