import { ENVIRONMENTS } from '../../src/environments.ts';
import type { Check } from '../check.ts';
import type { Cluster } from '../cluster.ts';
import { acceptance, laterFields, removal } from './acceptance.ts';
import { evictions } from './evictions.ts';
import { permissions } from './permissions.ts';
import { podSecurity, strictValidation } from './refusals.ts';
import { spread } from './spread.ts';

const { local, dev, prod } = ENVIRONMENTS;

/**
 * Tier 1: what a real API server, scheduler and controllers make of the manifests. One environment after the other,
 * since they have one namespace; what stands between is asked while that environment is there.
 */
export const TIER_1_CHECKS: readonly Check<Cluster>[] = [
  acceptance(dev),
  laterFields,
  podSecurity,
  strictValidation,
  permissions,
  evictions,
  removal(dev),
  acceptance(prod),
  spread,
  removal(prod),
  acceptance(local),
  removal(local),
];
