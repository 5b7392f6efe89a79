import { expect, test } from 'vitest';
import { cloudEnvironment } from '../cloud-environment.ts';
import { createCloudFacts } from '../deploy/cloud-facts.ts';
import { CommandError } from '../deploy/commands.ts';
import { runSteps } from '../deploy/run-steps.ts';
import { createMemoryCommands } from '../testing/memory-commands.ts';
import { DESTROY_STEPS } from './destroy-steps.ts';

function aDestroy() {
  const environment = cloudEnvironment('dev');
  const commands = createMemoryCommands();
  const say = () => {};
  const context = {
    environment,
    commands,
    facts: createCloudFacts(environment, commands),
    kubeconfig: '.deploy/kubeconfig',
    say,
  };
  const run = () => runSteps({ steps: DESTROY_STEPS, context, say, now: () => 0 });
  return { commands, run };
}

test('takes load balancers away before the controller that made them', async () => {
  const { commands, run } = aDestroy();
  await run();
  const place = (pattern: RegExp) => commands.ran.findIndex((line) => pattern.test(line));
  expect(place(/delete ingress --all/)).toBeGreaterThan(-1);
  expect(place(/delete ingress --all/)).toBeLessThan(place(/cdk destroy/));
  expect(commands.ran.find((line) => line.includes('cdk destroy'))).not.toMatch(
    /registry|delivery/,
  );
});

test('empties a bucket in all versions, a thousand at a time', async () => {
  const { commands, run } = aDestroy();
  const pages = ['{"Objects": [{"Key": "a"}]}', '{"Objects": null}'];
  const read = commands.read;
  const paged = async (command: string, args: readonly string[], example: string) => {
    const isPage = args.includes('list-object-versions') && args.join(' ').includes('-files-');
    return (isPage ? pages.shift() : undefined) ?? read(command, args, example);
  };
  Object.assign(commands, { read: paged });
  await run();
  expect(commands.ran.filter((line) => line.includes('delete-objects'))).toHaveLength(1);
});

test('goes on when the cluster and the buckets are gone already', async () => {
  const { commands, run } = aDestroy();
  commands.answer(
    /describe-cluster/,
    new CommandError('aws', 'ended', 'ResourceNotFoundException'),
  );
  commands.answer(/head-bucket/, new CommandError('aws', 'ended', 'Not Found (404)'));
  await run();
  expect(commands.ran.some((line) => line.startsWith('kubectl'))).toBe(false);
  expect(commands.ran.some((line) => line.includes('cdk destroy'))).toBe(true);
});

test('stops when it may not look, instead of taking that for gone', async () => {
  const { commands, run } = aDestroy();
  commands.answer(/describe-cluster/, new CommandError('aws', 'ended', 'AccessDenied'));
  await expect(run()).rejects.toThrow('AccessDenied');
  expect(commands.ran).toEqual([]);
});
