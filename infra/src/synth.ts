/**
 * Writes the CloudFormation templates of every environment, checked by cdk-nag: `npm run infra:synth`. Needs no account
 * and no network.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './build-app.ts';
import { type CloudEnvironment, cloudEnvironments } from './cloud-environment.ts';
import { withEveryOption } from './every-option.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '../cdk.out') },
    'every-option': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`npm run infra:synth -- [--out FOLDER] [--every-option]

Writes the CloudFormation templates of every environment to infra/cdk.out (or FOLDER) and checks them with cdk-nag.
Fails when something was found that is not acknowledged with a reason.

--every-option  writes them once more to every-option/ in there, with all that an environment can have: a domain of
                OpenSearch, the firewall, interface endpoints, replicas, recovery
`);
} else {
  await rm(values.out, { recursive: true, force: true });
  write(cloudEnvironments(), values.out);
  if (values['every-option']) {
    write(cloudEnvironments().map(withEveryOption), join(values.out, 'every-option'));
  }
}

function write(environments: readonly CloudEnvironment[], folder: string): void {
  const { stacks } = buildApp(environments, folder).synth();
  for (const { stackName, template } of stacks) {
    const { Resources } = template as { Resources: object };
    process.stdout.write(`${stackName.padEnd(36)} ${Object.keys(Resources).length} resources\n`);
  }
  process.stdout.write(`${stacks.length} stacks in ${folder}; cdk-nag found nothing.\n`);
}
