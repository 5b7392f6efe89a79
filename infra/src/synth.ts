/**
 * Writes the CloudFormation templates of every environment, checked by cdk-nag: `npm run infra:synth`. Needs no account
 * and no network.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './build-app.ts';
import { cloudEnvironments } from './cloud-environment.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '../cdk.out') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`npm run infra:synth -- [--out FOLDER]

Writes the CloudFormation templates of every environment to infra/cdk.out (or FOLDER) and checks them with cdk-nag.
Fails when something was found that is not acknowledged with a reason.
`);
} else {
  await rm(values.out, { recursive: true, force: true });
  const { stacks } = buildApp(cloudEnvironments(), values.out).synth();
  for (const { stackName, template } of stacks) {
    const { Resources } = template as { Resources: object };
    process.stdout.write(`${stackName.padEnd(36)} ${Object.keys(Resources).length} resources\n`);
  }
  process.stdout.write(`${stacks.length} stacks in ${values.out}; cdk-nag found nothing.\n`);
}
