import type { ProcessName } from '@books/topology/processes';
import { PROCESSES } from '@books/topology/processes';
import { z } from 'zod';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { GIVEN_NAMES, repositoryName, type ParameterName, type ValkeyPurpose } from '../names.ts';
import { flags, type Commands } from './commands.ts';

const EXAMPLE_ACCOUNT = '123456789012';
/** How the AWS command prints nothing. */
const NO_DIGEST = 'None';
const EXAMPLE_DIGEST = `sha256:${'0'.repeat(64)}`;

const Parameters = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
});
const ValkeySecret = z.object({ username: z.string(), password: z.string() });

/** What a deploy has to ask AWS for. Each thing is asked once, when it is needed for the first time. */
export type CloudFacts = {
  account(): Promise<string>;
  /** Host and port-less path of the account's registry. */
  registry(): Promise<string>;
  /** Those that are there; a name that has not been written yet is missing. */
  parameters(): Promise<Partial<Record<ParameterName, string>>>;
  /** To be called when some were written. */
  forgetParameters(): void;
  /** @throws Error that says what to do when it has not been written yet */
  parameter(name: ParameterName): Promise<string>;
  /** The URL of a Valkey, with its password. */
  valkeyUrl(purpose: ValkeyPurpose): Promise<string>;
  /** What readers' ids are hashed with. */
  readerKey(): Promise<string>;
  /** Whether an image has been pushed. */
  hasImage(process: ProcessName, tag: string): Promise<boolean>;
  /** By process. @throws Error that names the images that have not been pushed */
  imageDigests(tag: string): Promise<Record<string, string>>;
};

export function createCloudFacts(environment: CloudEnvironment, commands: Commands): CloudFacts {
  const { region, names } = environment;
  const aws = (args: readonly string[], example: string) =>
    commands.read('aws', [...args, '--region', region], example);

  const account = once(() =>
    aws(['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'], EXAMPLE_ACCOUNT),
  );
  const registry = once(async () => `${await account()}.dkr.ecr.${region}.amazonaws.com`);
  const askParameters = async () => {
    const answer = await aws(
      ['ssm', 'get-parameters-by-path', '--path', names.parameterPath, '--output', 'json'],
      exampleParameters(names.parameterPath),
    );
    const all = Parameters.parse(JSON.parse(answer)).Parameters;
    return Object.fromEntries(
      all.map(({ Name, Value }) => [Name.slice(names.parameterPath.length + 1), Value]),
    );
  };
  let parameters = once(askParameters);
  const parameter = async (name: ParameterName) => {
    const value = (await parameters())[name];
    if (value === undefined)
      throw new Error(
        `${names.parameter(name)} is not there: run the step "stacks" first, or give it with a flag (--help)`,
      );
    return value;
  };
  const imageDigest = async (process: ProcessName, tag: string, example: string) => {
    // A tag that is not there is an empty list, not an error.
    const digest = await aws(
      [
        'ecr',
        'list-images',
        '--repository-name',
        repositoryName(process),
        '--query',
        `imageIds[?imageTag=='${tag}'].imageDigest | [0]`,
        '--output',
        'text',
      ],
      example,
    );
    return digest === NO_DIGEST ? undefined : digest;
  };
  const secret = (id: string, example: string) =>
    aws(
      [
        'secretsmanager',
        'get-secret-value',
        ...flags({ 'secret-id': id, query: 'SecretString', output: 'text' }),
      ],
      example,
    );
  return {
    account,
    registry,
    parameters: () => parameters(),
    forgetParameters() {
      parameters = once(askParameters);
    },
    parameter,
    readerKey: () => secret(names.readerKeySecret, 'example'),
    async valkeyUrl(purpose) {
      const example = JSON.stringify({ username: 'books', password: 'example' });
      const answer = await secret(names.valkeySecret(purpose), example);
      const { username, password } = ValkeySecret.parse(JSON.parse(answer));
      return `rediss://${username}:${password}@${await parameter(`${purpose}-endpoint`)}:6379`;
    },
    // In a dry run nothing is there yet, so that one sees what would be built.
    hasImage: async (process, tag) => (await imageDigest(process, tag, NO_DIGEST)) !== undefined,
    async imageDigests(tag) {
      const digests = await Promise.all(
        PROCESSES.map(
          async ({ name }) => [name, await imageDigest(name, tag, EXAMPLE_DIGEST)] as const,
        ),
      );
      const missing = digests.filter(([, digest]) => digest === undefined).map(([name]) => name);
      if (missing.length > 0)
        throw new Error(`no image ${tag} of ${missing.join(', ')}: run the step "images" first`);
      return Object.fromEntries(digests.map(([name, digest]) => [name, digest ?? '']));
    },
  };
}

function exampleParameters(path: string): string {
  const examples: Record<ParameterName, string> = {
    'vpc-id': 'vpc-example',
    'cache-endpoint': 'cache.example',
    'queue-endpoint': 'queue.example',
    'files-bucket': 'files-example',
    'logs-bucket': 'logs-example',
    'search-endpoint': 'https://search.example',
    'certificate-arn': 'arn:aws:acm:us-west-2:123456789012:certificate/example',
    'web-acl-arn': 'arn:aws:wafv2:us-west-2:123456789012:regional/webacl/example/example',
    'domain-name': 'books.example',
    'hosted-zone-id': 'Z0EXAMPLE',
    'token-issuer': 'https://issuer.example',
    'token-audience': 'books',
  };
  return JSON.stringify({
    Parameters: Object.entries(examples).map(([name, Value]) => ({
      Name: `${path}/${name}`,
      Value,
    })),
  });
}

/** Those that people have to give and have not given yet. */
export async function missingGiven(facts: CloudFacts): Promise<string[]> {
  const there = await facts.parameters();
  return GIVEN_NAMES.filter((name) => there[name] === undefined);
}

/** Asks at the first call and remembers; a failure is not remembered. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}
