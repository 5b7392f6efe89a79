import { GIVEN_NAMES } from '../../names.ts';
import { missingGiven } from '../cloud-facts.ts';
import type { DeployStep } from '../deploy-context.ts';

/** What a deploy uses, and where to get it. */
const TOOLS: readonly (readonly [command: string, versionFlag: string, where: string])[] = [
  ['aws', '--version', 'https://docs.aws.amazon.com/cli'],
  ['docker', '--version', 'https://docs.docker.com/engine/install'],
  ['kubectl', 'version --client', 'https://kubernetes.io/docs/tasks/tools'],
  ['helm', 'version --short', 'https://helm.sh/docs/intro/install'],
];

/** Finds what would make a later step fail before anything is changed. */
export const check: DeployStep = {
  name: 'check',
  title: 'tools, account and the values that people give',
  async run({ commands, facts, environment, given, say }) {
    for (const [command, flag, where] of TOOLS)
      await commands.read(command, flag.split(' '), 'any').catch((cause: unknown) => {
        throw new Error(`${command} is needed: ${where}`, { cause });
      });
    const account = await facts.account();
    say(`  account ${account}, ${environment.region}`);
    const missing = await missingGiven(facts);
    const unknown = missing.filter((name) => !Object.keys(given).includes(name));
    if (unknown.length > 0)
      throw new Error(
        `these have not been given yet for ${environment.name}: ${unknown.map((name) => `--${name}`).join(', ')}. ` +
          'They are kept, so once is enough; see docs/deployment.md.',
      );
  },
};

/** Keeps what people gave, where stacks and later deploys read it. */
export const settings: DeployStep = {
  name: 'settings',
  title: 'keep the values that were given',
  async run({ commands, environment, facts, given, say }) {
    const { region, names } = environment;
    for (const name of GIVEN_NAMES) {
      const value = given[name];
      if (value === undefined) continue;
      await commands.run('aws', [
        'ssm',
        'put-parameter',
        '--name',
        names.parameter(name),
        '--value',
        value,
        '--type',
        'String',
        '--overwrite',
        '--region',
        region,
      ]);
    }
    if (Object.keys(given).length === 0) say('  none were given, those from before hold');
    facts.forgetParameters();
  },
};

/** The bucket and the roles that CDK works with, once in an account and region. */
export const bootstrap: DeployStep = {
  name: 'bootstrap',
  title: "CDK's own bucket and roles, where they are missing",
  async run({ commands, environment, facts, say }) {
    const { region } = environment;
    const stack = ['cloudformation', 'describe-stacks', '--stack-name', 'CDKToolkit'];
    const isThere = await commands
      .read(
        'aws',
        [...stack, '--query', 'Stacks[0].StackStatus', '--output', 'text', '--region', region],
        'None',
      )
      .then(
        (status) => status.endsWith('_COMPLETE'),
        () => false, // not there, or not for us to see: then the next command says so
      );
    if (isThere) say('  already there');
    else
      await commands.run('npx', ['cdk', 'bootstrap', `aws://${await facts.account()}/${region}`]);
  },
};
