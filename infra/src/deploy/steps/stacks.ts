import { DELIVERY_STACK, REGISTRY_STACK } from '../../names.ts';
import type { DeployStep } from '../deploy-context.ts';

/** From the templates that cdk-nag has just looked at, so what was checked is what is deployed. */
export const stacks: DeployStep = {
  name: 'stacks',
  title: 'synthesise, check and deploy the CloudFormation stacks',
  async run({ commands, environment, facts, repository }) {
    await commands.run('npm', ['run', 'infra:synth']);
    const parts = ['network', 'data', 'cluster', 'identity', 'edge'].map(environment.names.stack);
    await commands.run('npx', [
      'cdk',
      'deploy',
      '--app',
      'infra/cdk.out',
      REGISTRY_STACK,
      DELIVERY_STACK,
      ...parts,
      '--parameters',
      `${DELIVERY_STACK}:Repository=${repository}`,
      '--require-approval',
      'never',
      '--concurrency',
      '3',
      '--progress',
      'events',
    ]);
    facts.forgetParameters();
  },
};
