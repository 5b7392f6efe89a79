/** `npm run deploy`: from an empty account, or from any state in between, to a product that answers. */
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cloudEnvironment } from '../cloud-environment.ts';
import { GIVEN_NAMES } from '../names.ts';
import { createCloudFacts } from './cloud-facts.ts';
import { createCommands, createDryRun } from './commands.ts';
import type { DeployContext } from './deploy-context.ts';
import { DEPLOY_STEPS } from './deploy-steps.ts';
import { withPortForwards } from './port-forward.ts';
import { createProgressFile } from './progress-file.ts';
import { readRepository, readRevision } from './revision.ts';
import { runSteps, StepError } from './run-steps.ts';
import { smokeTest } from './smoke-test.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, '.deploy');

const USAGE = `npm run deploy -- --env dev|prod [--from STEP] [--dry-run] [--sample-data]

Brings an environment in AWS up to this commit, step by step. A deploy that failed goes on where it stopped when the same
command is given again; every step may be run twice.

  --from STEP         begin with this step: ${DEPLOY_STEPS.map(({ name }) => name).join(', ')}
  --dry-run           print the commands and run none of them
  --sample-data       load the sample into the tables, which must be empty
  --repository O/N    the GitHub repository that may deploy; that of the remote "origin" if not given

At the first deploy of an environment, and to change them:

  --domain-name, --hosted-zone-id       where readers find it, and the Route 53 zone of that name
  --token-issuer, --token-audience      who issues bearer tokens, and for whom

Account and rights are those of the AWS command: AWS_PROFILE, AWS_ACCESS_KEY_ID ... See docs/deployment.md.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'sample-data': { type: 'boolean', default: false },
      repository: { type: 'string' },
      'domain-name': { type: 'string' },
      'hosted-zone-id': { type: 'string' },
      'token-issuer': { type: 'string' },
      'token-audience': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (values.env === undefined) throw new Error('which environment? --env dev or --env prod');
  const environment = cloudEnvironment(values.env);
  const isDry = values['dry-run'];
  const real = createCommands(ROOT, say);
  const commands = isDry ? createDryRun(say) : real;
  const { commit, tag, isClean } = await readRevision(real);
  if (!isClean && environment.images.pinnedBy === 'digest' && !isDry)
    throw new Error(
      `${environment.name} takes committed files only, and some are changed: git status`,
    );

  const progress = createProgressFile(join(FOLDER, `${environment.name}.json`));
  const from = values.from ?? (isDry ? undefined : progress.nextOf(tag));
  if (from !== undefined && values.from === undefined)
    say(
      `The last deploy of ${tag} stopped here, so this one goes on with "${from}" (--from check begins anew).`,
    );
  const kubeconfig = relative(ROOT, join(FOLDER, `${environment.name}.kubeconfig`));
  const context: DeployContext = {
    environment,
    commands,
    facts: createCloudFacts(environment, commands),
    say,
    tag,
    revision: commit,
    given: Object.fromEntries(
      GIVEN_NAMES.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    ),
    repository: values.repository ?? (await readRepository(commands)),
    hasSampleData: values['sample-data'],
    kubeconfig,
    manifests: relative(ROOT, join(FOLDER, 'manifests')),
    smokeTest: isDry
      ? async (urlOf) => say(`  ? ${urlOf('/healthz')} and the like`)
      : (urlOf) => smokeTest(urlOf, { fetch, wait: (ms) => wait(ms), say }),
    withPortForwards: isDry
      ? (work) => work((path) => `(by way of kubectl port-forward) ${path}`)
      : (work) =>
          withPortForwards({ kubeconfig, namespace: environment.namespace, folder: ROOT }, work),
  };
  say(`${environment.name} to ${tag}${isDry ? ', dry run: nothing is changed' : ''}`);
  await runSteps({
    steps: DEPLOY_STEPS,
    context,
    from,
    say,
    now: () => performance.now(),
    onDone: (next) => {
      if (!isDry) progress.remember(tag, next);
    },
  });
  say(isDry ? 'That would have been all.' : `${environment.name} runs ${tag}.`);
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  if (error instanceof StepError)
    process.stderr.write(`"${error.step}" failed. The same command goes on with it.\n`);
  process.exitCode = error instanceof StepError ? 1 : 2;
}
