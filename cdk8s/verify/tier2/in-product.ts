import type { Cluster } from '../cluster.ts';
import { succeeded } from '../control-plane/kubectl.ts';
import { PROOF_ENVIRONMENT } from './proof-environment.ts';

const { namespace } = PROOF_ENVIRONMENT;
const ROLLOUT_SECONDS = 300;

type Hand = Pick<Cluster, 'kubectl'>;

/** A kubectl command in the product's namespace. @throws Error with what it said when it failed */
export async function inProduct({ kubectl }: Hand, ...args: string[]): Promise<string> {
  return succeeded(await kubectl(...args, '--namespace', namespace));
}

/** Changes a part of an object. */
export async function change(
  hand: Hand,
  kind: string,
  name: string,
  patch: unknown,
  type: 'merge' | 'strategic' = 'merge',
): Promise<void> {
  await inProduct(hand, 'patch', kind, name, `--type=${type}`, '--patch', JSON.stringify(patch));
}

/** Waits until all pods of these Deployments are of the newest kind and ready. */
export async function rolledOut(hand: Hand, names: readonly string[]): Promise<void> {
  for (const name of names)
    await inProduct(
      hand,
      'rollout',
      'status',
      `deployment/${name}`,
      `--timeout=${ROLLOUT_SECONDS}s`,
    );
}

/** Replaces all pods of these Deployments, and waits until that is done. */
export async function restart(hand: Hand, names: readonly string[]): Promise<void> {
  await inProduct(hand, 'rollout', 'restart', ...names.map((name) => `deployment/${name}`));
  await rolledOut(hand, names);
}
