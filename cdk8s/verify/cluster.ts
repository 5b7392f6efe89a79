import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createManifests } from '../src/manifests.ts';
import { EXAMPLE_INPUTS } from '../src/deploy-inputs.ts';
import type { Environment } from '../src/environments.ts';
import { PART_OF } from '../src/labels.ts';
import { ensure } from './check.ts';
import type { ControlPlane } from './control-plane/control-plane.ts';
import { createKubectl, succeeded, type Kubectl } from './control-plane/kubectl.ts';
import type { ToolName } from './tools/tools.ts';
import { waitFor } from './wait-for.ts';

/** What the checks of a cluster have in their hands. */
export type Cluster = ControlPlane & {
  readonly kubectl: Kubectl;
  /** Paths of the programs. */
  readonly programs: Readonly<Record<ToolName, string>>;
  readonly say: (line: string) => void;
};

export function withKubectl(
  controlPlane: ControlPlane,
  facts: Pick<Cluster, 'programs' | 'say'> & { readonly kubectlProgram: string },
): Cluster {
  return {
    ...controlPlane,
    ...facts,
    kubectl: createKubectl(facts.kubectlProgram, controlPlane.kubeconfig),
  };
}

const CRDS_FOLDER = join(import.meta.dirname, 'crds');

/** Makes the custom resources known that our manifests use. */
export async function applyDefinitions({ kubectl }: Cluster): Promise<void> {
  succeeded(await kubectl('apply', '--server-side', '--filename', CRDS_FOLDER));
  succeeded(await kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all'));
}

/** Writes the manifests of an environment, and returns the folder. */
export function writeManifests({ folder }: Cluster, environment: Environment): string {
  const outdir = join(folder, 'manifests', environment.name);
  createManifests(environment, EXAMPLE_INPUTS, outdir).synth();
  return outdir;
}

/**
 * Applies every file of a folder in order, as a deploy does: server-side, with unknown and doubled fields refused.
 *
 * @returns how many objects they hold
 * @throws Error with what the API server refuses or warns of
 */
export async function applyManifests(
  { kubectl }: Cluster,
  folder: string,
  flags: readonly string[] = [],
): Promise<number> {
  let objects = 0;
  for (const file of readdirSync(folder).sort()) {
    const result = await kubectl(
      'apply',
      '--server-side',
      '--validate=strict',
      ...flags,
      '--filename',
      join(folder, file),
    );
    objects += succeeded(result).trim().split('\n').length;
    ensure(!result.errors.includes('Warning:'), `${file}: ${result.errors}`);
  }
  return objects;
}

const NAMESPACE_END_SECONDS = 180;

/**
 * Takes an environment away again, with all that belongs to it, and looks for what is left of it.
 *
 * @returns how many kinds of objects were looked through
 * @throws Error that names what is left
 */
export async function removeManifests(
  { kubectl }: Cluster,
  { namespace, ingress }: Environment,
): Promise<number> {
  succeeded(await kubectl('delete', 'namespace', namespace, '--wait=false'));
  await waitFor(
    async () => {
      const { status } = await kubectl('get', 'namespace', namespace);
      return status === 0 ? undefined : true;
    },
    { seconds: NAMESPACE_END_SECONDS, what: `the end of the namespace ${namespace}` },
  );
  if (ingress.kind === 'alb')
    succeeded(await kubectl('delete', 'ingressclass,ingressclassparams', ingress.group));
  const kinds = succeeded(await kubectl('api-resources', '--verbs=list', '--output=name'))
    .trim()
    .split('\n');
  const left = succeeded(
    await kubectl(
      'get',
      kinds.join(','),
      '--all-namespaces',
      '--output=name',
      '--selector',
      `app.kubernetes.io/part-of=${PART_OF}`,
      '--ignore-not-found',
    ),
  );
  ensure(left.trim() === '', `left: ${left.trim().replaceAll('\n', ', ')}`);
  return kinds.length;
}
