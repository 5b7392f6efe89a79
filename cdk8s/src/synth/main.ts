/** `npm run synth`: writes the manifests. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readDeployInputs } from '../deploy-inputs.ts';
import { ENVIRONMENT_NAMES, environmentNamed } from '../environments.ts';
import { createManifests } from '../manifests.ts';
import { ADAPTER_VALUES_PATH, adapterValues } from './adapter-values.ts';

const ROOT = join(import.meta.dirname, '../../..');

const USAGE = `npm run synth -- [ENVIRONMENT ...] [--out FOLDER] [--strict] [--check]

Writes the Kubernetes manifests of ${ENVIRONMENT_NAMES.join(', ')} (all, if none is named) to cdk8s/dist/<environment>.

  --out FOLDER  instead of cdk8s/dist
  --strict      fail when a value that only a deploy knows was not given, instead of writing an example
  --check       write nothing; fail when a committed file that is made from the same code is stale
  --help        this text

Values of a deploy, in variables: IMAGE_REGISTRY, IMAGE_TAG or IMAGE_DIGESTS (JSON, from process to digest),
CERTIFICATE_ARN, WEB_ACL_ARN, FILES_BUCKET, LOGS_BUCKET, AUTH_ISSUER, AUTH_AUDIENCE.`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

function checkAdapterValues(): number {
  const isFresh = readIfThere(join(ROOT, ADAPTER_VALUES_PATH)) === adapterValues();
  (isFresh ? say : warn)(
    isFresh ? `${ADAPTER_VALUES_PATH} is fresh` : `${ADAPTER_VALUES_PATH} is stale: npm run synth`,
  );
  return isFresh ? 0 : 1;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not written yet
  }
}

function run(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: join(ROOT, 'cdk8s/dist') },
      strict: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (values.check) return checkAdapterValues();
  for (const name of positionals.length === 0 ? ENVIRONMENT_NAMES : positionals) {
    const environment = environmentNamed(name);
    const { inputs, examples } = readDeployInputs(environment, process.env);
    if (examples.length > 0) {
      const list = examples.join(', ');
      if (values.strict) {
        warn(`${name}: these are not given: ${list}`);
        return 1;
      }
      warn(`${name}: examples stand for what a deploy gives: ${list}`);
    }
    const folder = join(values.out, name);
    rmSync(folder, { recursive: true, force: true });
    const manifests = createManifests(environment, inputs, folder);
    manifests.synth();
    say(`${relative(process.cwd(), folder)}: ${manifests.charts.length} files`);
  }
  const adapterPath = join(ROOT, ADAPTER_VALUES_PATH);
  mkdirSync(dirname(adapterPath), { recursive: true });
  writeFileSync(adapterPath, adapterValues());
  say(ADAPTER_VALUES_PATH);
  return 0;
}

try {
  process.exitCode = run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  warn(error.message);
  process.exitCode = 2;
}
