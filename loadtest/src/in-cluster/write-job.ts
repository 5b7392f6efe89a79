import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@books/cdk8s/environments';
import { loadTestManifest } from '@books/cdk8s/load-test';
import type { LoadtestArguments } from '../arguments.ts';
import { LIBRARY } from '../library-file.ts';
import { runSeconds } from '../load-options.ts';
import { ENDPOINTS, optionsOf } from '../scenarios.ts';
import { bundleScript } from './bundle-script.ts';

/** @returns the file with the Job and all that belongs to it */
export async function writeJob(
  { scenario, seconds, rate, out }: LoadtestArguments,
  environment: Environment,
): Promise<string> {
  const options = optionsOf(scenario, {
    ...(seconds !== undefined && { seconds }),
    ...(rate !== undefined && { rate }),
  });
  const manifest = loadTestManifest({
    environment,
    scenario,
    options,
    seconds: runSeconds(options),
    script: await bundleScript(),
    library: readFileSync(LIBRARY, 'utf8'),
    apiByEndpoint: ENDPOINTS,
    runId: Date.now().toString(36),
  });
  const file = join(out, `job-${environment.name}.yaml`);
  mkdirSync(out, { recursive: true });
  writeFileSync(file, manifest);
  return file;
}

/** What to type to play it, to see what came of it, and to clean up. */
export function howToStart(file: string, { namespace }: Environment): string {
  return `${file}

kubectl apply --server-side -f ${file}
kubectl logs --follow --namespace ${namespace} --selector app.kubernetes.io/name=load-test
kubectl delete -f ${file}
`;
}
