/** `npm run destroy`: takes an environment down, with everything that is in it. */
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { cloudEnvironment } from '../cloud-environment.ts';
import { createCloudFacts } from '../deploy/cloud-facts.ts';
import { createCommands, createDryRun } from '../deploy/commands.ts';
import { runSteps, StepError } from '../deploy/run-steps.ts';
import { DESTROY_STEPS } from './destroy-steps.ts';

const ROOT = join(import.meta.dirname, '../../..');
const USAGE = `npm run destroy -- --env dev [--from STEP] [--dry-run] [--yes]

Takes an environment down: tables, files and all that readers ever did there. Refused for an environment whose data are
protected (prod): see docs/deployment.md for how that is done by hand.

  --from STEP   begin with this step: ${DESTROY_STEPS.map(({ name }) => name).join(', ')}
  --dry-run     print the commands and run none of them
  --yes         do not ask
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (values.env === undefined) throw new Error('which environment? --env dev');
  const environment = cloudEnvironment(values.env);
  if (environment.database.isDeletionProtected)
    throw new Error(
      `the data of ${environment.name} are protected from being deleted, so this command refuses; see docs/deployment.md`,
    );
  const isDry = values['dry-run'];
  if (!isDry && !values.yes && !(await agrees(environment.name))) {
    say('Nothing was changed.');
    return 1;
  }
  const commands = isDry ? createDryRun(say) : createCommands(ROOT, say);
  await runSteps({
    steps: DESTROY_STEPS,
    context: {
      environment,
      commands,
      facts: createCloudFacts(environment, commands),
      kubeconfig: relative(ROOT, join(ROOT, '.deploy', `${environment.name}.kubeconfig`)),
      say,
    },
    from: values.from,
    say,
    now: () => performance.now(),
  });
  say(isDry ? 'That would have been all.' : `${environment.name} is gone.`);
  return 0;
}

/** Whether the person at the terminal typed the environment's name. */
async function agrees(name: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('nobody is there to ask: --yes, if it is meant');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (
      (await terminal.question(`Everything in ${name} will be gone. Type its name: `)) === name
    );
  } finally {
    terminal.close();
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  if (error instanceof StepError)
    process.stderr.write(`"${error.step}" failed; go on with --from ${error.step}.\n`);
  process.exitCode = error instanceof StepError ? 1 : 2;
}
