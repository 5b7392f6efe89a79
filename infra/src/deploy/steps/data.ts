import type { DeployStep } from '../deploy-context.ts';

/** The sample into empty tables, for a first look. Without the flag nothing is loaded. */
export const data: DeployStep = {
  name: 'data',
  title: 'the sample data, when it was asked for',
  async run({ commands, environment, hasSampleData, say }) {
    if (!hasSampleData) {
      say('  not asked for (--sample-data)');
      return;
    }
    await commands.run('npm', ['run', 'load', '--', '--to', 'dynamodb'], {
      env: { ENVIRONMENT: environment.name, AWS_REGION: environment.region },
    });
  },
};
