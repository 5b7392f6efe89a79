import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createManifests } from '../src/manifests.ts';
import { EXAMPLE_INPUTS } from '../src/deploy-inputs.ts';
import type { Environment } from '../src/environments.ts';
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

/** Applies every file of a folder in order, as a deploy does: server-side, with unknown and doubled fields refused. */
export async function applyManifests(
  { kubectl }: Cluster,
  folder: string,
  flags: readonly string[] = [],
): Promise<number> {
  let objects = 0;
  for (const file of readdirSync(folder).sort()) {
    const output = succeeded(
      await kubectl(
        'apply',
        '--server-side',
        '--validate=strict',
        ...flags,
        '--filename',
        join(folder, file),
      ),
    );
    objects += output.trim().split('\n').length;
  }
  return objects;
}

/** Takes an environment away again, with all that belongs to it. */
export async function removeManifests(
  { kubectl, api }: Cluster,
  { namespace }: Environment,
): Promise<void> {
  succeeded(await kubectl('delete', 'namespace', namespace, '--wait=false'));
  await waitFor(
    async () => {
      const { status } = await kubectl('get', 'namespace', namespace);
      return status === 0 ? undefined : true;
    },
    { seconds: 120, what: `the end of the namespace ${namespace}` },
  );
  await api.call('DELETE', '/apis/networking.k8s.io/v1/ingressclasses');
  await api.call('DELETE', '/apis/elbv2.k8s.aws/v1beta1/ingressclassparams');
}
