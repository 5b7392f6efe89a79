import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../build-app.ts';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { PRODUCT } from '../names.ts';
import { readTemplates } from '../templates/read-templates.ts';
import { resolve } from '../templates/resolve.ts';
import type { CostLine } from './cost-line.ts';
import { estimate } from './estimate.ts';
import { monthlyUse, type Load } from './load.ts';
import type { Prices } from './prices.ts';

/** What a month of an environment costs, from templates that are synthesised for this. */
export async function environmentCost(
  environment: CloudEnvironment,
  load: Load,
  prices: Prices,
): Promise<CostLine[]> {
  const folder = await mkdtemp(join(tmpdir(), 'books-cost-'));
  try {
    buildApp([environment], folder, { hasChecks: false }).synth();
    const resources = (await readTemplates(folder))
      .filter(({ stack }) => stack.startsWith(PRODUCT))
      .map((resource) => ({
        ...resource,
        properties: resolve(resource.properties) as Record<string, unknown>,
      }));
    return estimate({
      resources,
      use: monthlyUse(load),
      prices,
      loadBalancer: {
        isPublic: environment.ingress.scheme === 'internet-facing',
        zones: environment.network.zones,
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
