import { readFileSync } from 'node:fs';
import { App, Tags, Validations, type StackProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { CloudEnvironment } from './cloud-environment.ts';
import { DELIVERY_STACK, PRODUCT, REGISTRY_STACK } from './names.ts';
import { ClusterStack } from './stacks/cluster-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { DeliveryStack } from './stacks/delivery-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { RegistryStack } from './stacks/registry-stack.ts';

/**
 * Every stack of the given environments. Asks AWS nothing, so it works anywhere; accounts are those of whoever deploys.
 *
 * @param outdir where the templates go
 * @param hasChecks whether cdk-nag looks at them; `synth()` throws when it finds something
 */
export function buildApp(
  environments: readonly CloudEnvironment[],
  outdir: string,
  { hasChecks = true } = {},
): App {
  const app = new App({ outdir, context: featureFlags(), analyticsReporting: false });
  if (hasChecks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const environment of environments) addEnvironment(app, environment);
  const region = environments[0]?.region;
  const once: StackProps = { ...(region !== undefined && { env: { region } }) };
  new RegistryStack(app, REGISTRY_STACK, { ...once, description: 'Images of every process' });
  new DeliveryStack(app, DELIVERY_STACK, {
    ...once,
    description: 'Lets GitHub deploy',
    environments,
  });
  Tags.of(app).add('product', PRODUCT);
  return app;
}

function addEnvironment(app: App, environment: CloudEnvironment): void {
  const { name, region, names, database } = environment;
  const common = (description: string) => ({
    env: { region },
    description: `${description} of ${name}`,
    environment,
    terminationProtection: database.isDeletionProtected,
    tags: { environment: name },
  });
  const { vpc, nodes } = new NetworkStack(app, names.stack('network'), common('Network'));
  new DataStack(app, names.stack('data'), { ...common('Stores'), vpc, nodes });
  const cluster = new ClusterStack(app, names.stack('cluster'), {
    ...common('Kubernetes'),
    vpc,
    nodes,
  });
  // Associations are made in the cluster, by its name.
  new IdentityStack(app, names.stack('identity'), common('Roles of pods')).addStackDependency(
    cluster,
  );
  new EdgeStack(app, names.stack('edge'), common('Certificate and firewall'));
}

/** How this version of CDK is to behave, from `cdk.json`, which the CDK command reads as well. */
function featureFlags(): Record<string, unknown> {
  const file = readFileSync(new URL('../cdk.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { context: Record<string, unknown> }).context;
}
