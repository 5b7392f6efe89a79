import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { DeployInputs } from '../deploy-inputs.ts';
import type { Environment, Ingress } from '../environments.ts';
import { labels } from '../labels.ts';
import { albPath, DEFAULT_ROUTE, ROUTES } from '../routes.ts';

const NAME = 'books';
/** Node keeps idle connections for 65 s, so that the load balancer is always the one to close them. */
const IDLE_TIMEOUT_SECONDS = 60;
const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
const HEALTH_CHECK_SECONDS = 10;

export type AlbIngressProps = {
  readonly environment: Environment;
  readonly ingress: Extract<Ingress, { readonly kind: 'alb' }>;
  readonly inputs: DeployInputs;
};

/**
 * One Application Load Balancer for all processes, made by the AWS Load Balancer Controller. What concerns the load
 * balancer itself is said in `IngressClassParams`, where an Ingress of somebody else cannot change it.
 */
export class AlbIngress extends Construct {
  constructor(scope: Construct, id: string, { environment, ingress, inputs }: AlbIngressProps) {
    super(scope, id);
    const className = ingress.group;
    new ApiObject(this, 'IngressClassParams', {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'IngressClassParams',
      metadata: { name: className, labels: labels(NAME) },
      spec: {
        scheme: ingress.scheme,
        group: { name: ingress.group },
        targetType: 'ip',
        ipAddressType: 'ipv4',
        certificateArn: [inputs.certificateArn],
        sslPolicy: TLS_POLICY,
        sslRedirectPort: '443',
        listeners: [
          { protocol: 'HTTP', port: 80 },
          { protocol: 'HTTPS', port: 443 },
        ],
        loadBalancerAttributes: loadBalancerAttributes(ingress, inputs),
        tags: [
          { key: 'environment', value: environment.name },
          { key: 'part-of', value: NAME },
        ],
        ...(ingress.hasFirewall && { wafv2AclArn: inputs.webAclArn }),
      },
    });
    new k8s.KubeIngressClass(this, 'IngressClass', {
      metadata: { name: className, labels: labels(NAME) },
      spec: {
        controller: 'ingress.k8s.aws/alb',
        parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: className },
      },
    });
    new k8s.KubeIngress(this, 'Ingress', {
      metadata: {
        name: NAME,
        labels: labels(NAME),
        annotations: annotations(environment),
      },
      spec: {
        ingressClassName: className,
        defaultBackend: backend(DEFAULT_ROUTE),
        rules: [
          {
            http: {
              // The controller keeps the order of these paths as the priority of its rules.
              paths: ROUTES.map((route) => ({
                path: albPath(route),
                pathType: 'ImplementationSpecific',
                backend: backend(route),
              })),
            },
          },
        ],
      },
    });
  }
}

function backend({ process, port }: typeof DEFAULT_ROUTE): k8s.IngressBackend {
  return { service: { name: process, port: { number: port } } };
}

/** What concerns each target group. */
function annotations({ drainSeconds }: Environment): Record<string, string> {
  return prefixed({
    'backend-protocol': 'HTTP',
    'healthcheck-path': '/healthz',
    'healthcheck-port': 'traffic-port',
    'healthcheck-interval-seconds': String(HEALTH_CHECK_SECONDS),
    'healthcheck-timeout-seconds': '2',
    'healthy-threshold-count': '2',
    'unhealthy-threshold-count': '2',
    'success-codes': '200',
    'target-group-attributes': attributes({
      'deregistration_delay.timeout_seconds': String(drainSeconds),
      'load_balancing.algorithm.type': 'least_outstanding_requests',
    }),
  });
}

const prefixed = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]),
  );

const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

function loadBalancerAttributes(
  { isDeletionProtected, group }: AlbIngressProps['ingress'],
  { logsBucket }: DeployInputs,
) {
  const values = {
    'idle_timeout.timeout_seconds': String(IDLE_TIMEOUT_SECONDS),
    'deletion_protection.enabled': String(isDeletionProtected),
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    'routing.http2.enabled': 'true',
    ...(logsBucket && {
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': logsBucket,
      'access_logs.s3.prefix': group,
    }),
  };
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
