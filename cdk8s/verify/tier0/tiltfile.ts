import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROCESSES } from '@books/topology/processes';
import { repositoryOf, LOCAL_REGISTRY } from '../../src/deploy-inputs.ts';
import { ensure, type Check } from '../check.ts';
import { dockerfileStages } from './dockerfile.ts';
import { ROOT } from './root.ts';

export const tiltfilePointsAtThings: Check<undefined> = {
  proves: 'the Tiltfile names every process, and files, stages and folders that exist',
  run: async () => {
    const text = readFileSync(join(ROOT, 'Tiltfile'), 'utf8');
    const list = (name: string) =>
      stringsOf(new RegExp(`^${name} = \\[(.*)\\]`, 'm').exec(text)?.[1]);
    const processes = list('PROCESSES');
    ensure(
      JSON.stringify(processes.sort()) === JSON.stringify(PROCESSES.map(({ name }) => name).sort()),
      `the processes are ${processes.join(', ')}`,
    );
    const prefix = `${LOCAL_REGISTRY}/${repositoryOf('worker').replace('worker', '')}`;
    ensure(text.includes(`REPOSITORY = '${prefix}'`), `images are not called ${prefix}...`);
    for (const path of [...list('SOURCES'), ...argumentsOf(text, 'dockerfile')])
      ensure(existsSync(join(ROOT, path)), `${path} does not exist`);
    const targets = argumentsOf(text, 'target');
    for (const target of targets)
      ensure(dockerfileStages().includes(target), `there is no stage ${target}`);
    ensure(text.includes("listdir('cdk8s/dist/local')"), 'it applies other manifests');
    return `${processes.length} processes, targets ${[...new Set(targets)].join(', ')}`;
  },
};

const stringsOf = (text = '') => [...text.matchAll(/'([^']+)'/g)].map((it) => it[1] ?? '');
const argumentsOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`${name}='([^']+)'`, 'g'))].map((it) => it[1] ?? '');
