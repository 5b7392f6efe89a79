import type { ProcessName } from '@books/topology/processes';
import { PROCESSES } from '@books/topology/processes';
import { z } from 'zod';
import type { Environment } from './environments.ts';

/** What only a deploy knows. Secrets are not among it: pods read those from a Secret that the deploy writes. */
export type DeployInputs = {
  /** Host and path before the image's name, without a slash at its end. */
  readonly imageRegistry: string;
  readonly imageTag: string;
  /** `sha256:...` by process, where images are pinned by digest. */
  readonly imageDigests: Readonly<Partial<Record<ProcessName, string>>>;
  readonly certificateArn: string;
  readonly webAclArn: string;
  readonly filesBucket: string;
  /** Where the OpenSearch domain answers, of an environment that has one. */
  readonly searchUrl: string;
  /** Where the load balancer writes its access log; without it there is none. */
  readonly logsBucket?: string;
  /** Who issues bearer tokens, and for whom; see `AUTH_MODE`. */
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
};

const Digests = z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/));

/** Values of the right form, for a look at the manifests without a deploy. */
export const EXAMPLE_INPUTS: DeployInputs = {
  imageRegistry: '000000000000.dkr.ecr.us-west-2.amazonaws.com',
  imageTag: 'example',
  imageDigests: Object.fromEntries(PROCESSES.map(({ name }) => [name, `sha256:${'0'.repeat(64)}`])),
  certificateArn: 'arn:aws:acm:us-west-2:000000000000:certificate/example',
  webAclArn: 'arn:aws:wafv2:us-west-2:000000000000:regional/webacl/example/example',
  filesBucket: 'example-files',
  searchUrl: 'https://vpc-example.us-west-2.es.amazonaws.com',
  tokenIssuer: 'https://issuer.example',
  tokenAudience: 'books',
};

/** A kind cluster pulls from the registry beside it. */
export const LOCAL_REGISTRY = 'localhost:5001';
export const LOCAL_TAG = 'dev';

/** The variable of each input. */
const VARIABLES = {
  imageRegistry: 'IMAGE_REGISTRY',
  imageTag: 'IMAGE_TAG',
  certificateArn: 'CERTIFICATE_ARN',
  webAclArn: 'WEB_ACL_ARN',
  filesBucket: 'FILES_BUCKET',
  searchUrl: 'OPENSEARCH_URL',
  tokenIssuer: 'AUTH_ISSUER',
  tokenAudience: 'AUTH_AUDIENCE',
} as const;
const DIGESTS_VARIABLE = 'IMAGE_DIGESTS';
const LOGS_VARIABLE = 'LOGS_BUCKET';

export type ReadInputs = {
  readonly inputs: DeployInputs;
  /** Variables that were not given and for which an example stands. */
  readonly examples: readonly string[];
};

/**
 * Reads what the deploy passes in variables. `IMAGE_DIGESTS` is JSON, from process to digest.
 *
 * @throws Error when a variable that is given has the wrong form
 */
export function readDeployInputs(
  environment: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): ReadInputs {
  if (environment.platform === 'kind') {
    const inputs = { ...EXAMPLE_INPUTS, imageRegistry: LOCAL_REGISTRY, imageTag: LOCAL_TAG };
    return { inputs, examples: [] };
  }
  const given = Object.entries(VARIABLES).filter(([, variable]) => variables[variable]);
  const digests = variables[DIGESTS_VARIABLE];
  const logsBucket = variables[LOGS_VARIABLE];
  const needed: string[] = Object.entries(VARIABLES)
    .filter(([input]) => isNeeded(input, environment))
    .map(([, variable]) => variable);
  if (environment.images.pinnedBy === 'digest') needed.push(DIGESTS_VARIABLE);
  return {
    inputs: {
      ...EXAMPLE_INPUTS,
      ...Object.fromEntries(given.map(([input, variable]) => [input, variables[variable]])),
      ...(digests && { imageDigests: Digests.parse(JSON.parse(digests)) }),
      ...(logsBucket && { logsBucket }),
    },
    examples: needed.filter((variable) => !variables[variable]),
  };
}

function isNeeded(input: string, { ingress, images, search }: Environment): boolean {
  if (input === 'searchUrl') return search.kind === 'opensearch';
  if (input === 'webAclArn') return ingress.kind === 'alb' && ingress.hasFirewall;
  if (input === 'imageTag') return images.pinnedBy === 'tag';
  return true;
}

/** The repository of a process's image, below the registry. */
export const repositoryOf = (name: ProcessName | 'sample-data') => `book-recommendation/${name}`;

/** Full reference of a process's image. */
export function imageOf(name: ProcessName, { images }: Environment, inputs: DeployInputs): string {
  const repository = `${inputs.imageRegistry}/${repositoryOf(name)}`;
  if (images.pinnedBy === 'tag') return `${repository}:${inputs.imageTag}`;
  const digest = inputs.imageDigests[name];
  if (digest === undefined) throw new Error(`IMAGE_DIGESTS has no digest of ${name}`);
  return `${repository}@${digest}`;
}
