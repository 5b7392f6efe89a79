import { ENVIRONMENTS } from '../../src/environments.ts';
import { SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';

const { namespace } = ENVIRONMENTS.dev;

/** What no process may do: they never talk to the Kubernetes API. */
const FORBIDDEN = [
  ['get', 'secrets'],
  ['list', 'pods'],
  ['create', 'pods'],
  ['delete', 'deployments.apps'],
  ['patch', 'deployments.apps'],
  ['get', 'configmaps'],
  ['list', 'nodes'],
  ['create', 'serviceaccounts/token'],
  ['impersonate', 'users'],
] as const;

export const permissions: Check<Cluster> = {
  proves: 'no service account of ours may do anything in the cluster',
  run: async ({ kubectl }) => {
    const mayDo = async (verb: string, resource: string, ...as: string[]) => {
      const { output } = await kubectl(
        'auth',
        'can-i',
        verb,
        resource,
        ...as,
        '--namespace',
        namespace,
      );
      return output.trim();
    };
    let asked = 0;
    for (const { name } of SERVICES) {
      for (const [verb, resource] of FORBIDDEN) {
        const account = `system:serviceaccount:${namespace}:${name}`;
        const answer = await mayDo(verb, resource, `--as=${account}`);
        ensure(answer === 'no', `${name} may ${verb} ${resource}: ${answer}`);
        asked += 1;
      }
    }
    for (const [verb, resource] of FORBIDDEN)
      ensure(
        (await mayDo(verb, resource)) === 'yes',
        `an administrator may not ${verb} ${resource} either: the table shows nothing`,
      );
    const table = FORBIDDEN.map((words) => words.join(' ')).join(', ');
    return `${asked} of ${asked} refused (${SERVICES.length} accounts: ${table}); an administrator may`;
  },
};
