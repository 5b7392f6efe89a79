import { k8s } from 'cdk8s-plus-28';
import { OPS_PORT, type ServiceFacts } from '../services.ts';

const STARTUP_PERIOD_SECONDS = 1;
const PERIOD_SECONDS = 5;
const TIMEOUT_SECONDS = 2;

const onOpsPort = (path: string) => ({ path, port: k8s.IntOrString.fromNumber(OPS_PORT) });

/**
 * Asked on the ops port. Ready says that the process can serve now and turns false when it is told to end; live says
 * that it runs and never looks at what it depends on, since a restart does not mend a database.
 */
export function probes({ startSeconds }: ServiceFacts) {
  return {
    startupProbe: {
      httpGet: onOpsPort('/readyz'),
      periodSeconds: STARTUP_PERIOD_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      failureThreshold: startSeconds / STARTUP_PERIOD_SECONDS,
    },
    readinessProbe: {
      httpGet: onOpsPort('/readyz'),
      periodSeconds: PERIOD_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      failureThreshold: 2,
    },
    livenessProbe: {
      httpGet: onOpsPort('/livez'),
      periodSeconds: 2 * PERIOD_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      failureThreshold: 3,
    },
  } satisfies Partial<k8s.Container>;
}
