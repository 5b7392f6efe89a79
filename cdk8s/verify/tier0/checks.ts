import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EXAMPLE_INPUTS } from '../../src/deploy-inputs.ts';
import { ENVIRONMENTS } from '../../src/environments.ts';
import { createManifests } from '../../src/manifests.ts';
import type { Check } from '../check.ts';
import { bundlesStart } from './bundles.ts';
import { ourChartsRender, platformChartsAreComplete } from './charts.ts';
import { dockerfileIsSound } from './dockerfile.ts';
import { ROOT } from './root.ts';
import { skaffoldPointsAtThings } from './skaffold.ts';
import { tiltfilePointsAtThings } from './tiltfile.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

const synthesis: Check<undefined> = {
  proves: 'the manifests of every environment are made',
  run: async () =>
    Object.values(ENVIRONMENTS)
      .map((environment) => {
        const { charts } = createManifests(environment, EXAMPLE_INPUTS);
        const objects = charts.flatMap((chart) => chart.toJson()).length;
        return `${environment.name} ${objects} objects`;
      })
      .join(', '),
};

const assertions: Check<undefined> = {
  proves:
    'they hold what they promise, and environments differ only where it is declared (tests in cdk8s/src)',
  run: async () => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const report = join(tmpdir(), `books-verify-${process.pid}.json`);
    const words = [
      'run',
      '--project',
      'product',
      'cdk8s/src',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    try {
      await run(process.execPath, [vitest, ...words], { cwd: ROOT, maxBuffer: MAX_OUTPUT_BYTES });
    } catch (error) {
      throw new Error('tests of the manifests fail: npm exec -- vitest run cdk8s/src', {
        cause: error,
      });
    }
    const passed = /"numPassedTests":(\d+)/.exec(readFileSync(report, 'utf8'))?.[1];
    rmSync(report);
    if (passed === undefined || passed === '0') throw new Error('no test ran');
    return `${passed} tests pass`;
  },
};

/** Tier 0: what npm alone can show. */
export const TIER_0_CHECKS: readonly Check<undefined>[] = [
  synthesis,
  assertions,
  ourChartsRender,
  platformChartsAreComplete,
  dockerfileIsSound,
  skaffoldPointsAtThings,
  tiltfilePointsAtThings,
  bundlesStart,
];
