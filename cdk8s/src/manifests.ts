import { App, Chart, YamlOutputType } from 'cdk8s';
import { AlbIngress } from './constructs/alb-ingress.ts';
import { Autoscaler } from './constructs/autoscaler.ts';
import { LocalStores } from './constructs/local-stores.ts';
import { Namespace } from './constructs/namespace.ts';
import { NetworkPolicies } from './constructs/network-policies.ts';
import { ServiceAccess } from './constructs/service-access.ts';
import { ServiceDeployment } from './constructs/service-deployment.ts';
import { ServiceMonitors } from './constructs/service-monitors.ts';
import { TraefikRoutes } from './constructs/traefik-routes.ts';
import type { DeployInputs } from './deploy-inputs.ts';
import type { Environment } from './environments.ts';
import { SERVICES } from './services.ts';

/**
 * Every Kubernetes object of an environment, a file for each part.
 *
 * @param outdir where `synth()` of the result writes them
 */
export function createManifests(
  environment: Environment,
  inputs: DeployInputs,
  outdir?: string,
): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    yamlOutputType: YamlOutputType.FILE_PER_CHART,
    outputFileExtension: '.yaml',
  });
  const chart = (id: string) =>
    new Chart(app, id, { namespace: environment.namespace, disableResourceNameHashes: true });

  const namespace = new Chart(app, 'namespace', { disableResourceNameHashes: true });
  new Namespace(namespace, 'namespace', environment);
  new NetworkPolicies(chart('network-policies'), 'policies', environment);
  if (environment.platform === 'kind')
    new LocalStores(chart('stores'), 'stores', { environment, inputs });
  for (const service of SERVICES) {
    const scope = chart(service.name);
    new ServiceAccess(scope, 'access', { service, environment });
    new ServiceDeployment(scope, 'deployment', { service, environment, inputs });
    new Autoscaler(scope, 'autoscaler', { service, environment });
  }
  new ServiceMonitors(chart('monitors'), 'monitors', environment);
  const { ingress } = environment;
  if (ingress.kind === 'alb')
    new AlbIngress(chart('ingress'), 'ingress', { environment, ingress, inputs });
  else new TraefikRoutes(chart('ingress'), 'ingress', ingress.host);
  for (const part of app.charts) if (part !== namespace) part.addDependency(namespace);
  return app;
}
