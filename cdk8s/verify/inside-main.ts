/** The part of a run that is inside its namespaces: started by `main.ts`, never by hand. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runChecks, type CheckResult } from './check.ts';
import { applyDefinitions, withKubectl, type Cluster } from './cluster.ts';
import { startControlPlane } from './control-plane/control-plane.ts';
import { layNetwork } from './network.ts';
import { TIER_1_CHECKS } from './tier1/checks.ts';
import { addKwokNodes } from './tier1/kwok-nodes.ts';
import { startTier2 } from './tier2/start-tier-2.ts';
import { SIZE_CHECKS, TIER_2_CHECKS } from './tier2/checks.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const Order = z.object({
  tier: z.number(),
  only: z.string(),
  isForSizes: z.boolean(),
  programs: z.record(z.string(), z.string()),
  kubectl: z.string(),
});

async function tier1(cluster: Cluster, only: string): Promise<CheckResult[]> {
  const kwok = await addKwokNodes(cluster);
  try {
    return await runChecks(
      TIER_1_CHECKS.filter(({ proves }) => proves.includes(only)),
      cluster,
      say,
    );
  } finally {
    await kwok.stop();
  }
}

async function tier2(cluster: Cluster, only: string, isForSizes = false): Promise<CheckResult[]> {
  const stage = await startTier2(cluster);
  try {
    return await runChecks(
      (isForSizes ? SIZE_CHECKS : TIER_2_CHECKS).filter(({ proves }) => proves.includes(only)),
      stage,
      say,
    );
  } finally {
    await stage.stop();
  }
}

const folder = process.argv[2] ?? '';
const order = Order.parse(JSON.parse(readFileSync(join(folder, 'order.json'), 'utf8')));
mkdirSync(join(folder, 'logs'), { recursive: true });
layNetwork();
say('starting etcd, API server, controllers and scheduler ...');
// The programs of the tier are all there: `makeReady` has built them.
const programs = order.programs as Cluster['programs'];
const controlPlane = await startControlPlane(programs, folder);
try {
  const cluster = withKubectl(controlPlane, { programs, say, kubectlProgram: order.kubectl });
  await applyDefinitions(cluster);
  const results = await (order.tier === 1
    ? tier1(cluster, order.only)
    : tier2(cluster, order.only, order.isForSizes));
  const fault = controlPlane.fault();
  if (fault !== undefined) say(fault);
  writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await controlPlane.stop();
}
// Whatever still runs ends with this process, which is the first of its namespace.
process.exit();
