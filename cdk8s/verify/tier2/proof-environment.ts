import { ENVIRONMENTS, type Environment } from '../../src/environments.ts';

const { local, dev } = ENVIRONMENTS;

/**
 * What tier 2 runs: the stores of `local`, and of `dev` all that is to be shown: several pods, spread and disruption
 * budgets, a root that cannot be written to, the load balancer's Ingress. The drain is shorter, as is the time in which
 * the load balancer of the proof notices that a pod is going.
 */
export const PROOF_ENVIRONMENT: Environment = {
  ...local,
  ingress: dev.ingress,
  replicas: { api: { min: 2, max: 5 }, worker: { min: 2, max: 4 } },
  drainSeconds: 8,
  isSpread: true,
  hasReadOnlyRoot: true,
  sampleReaders: 40,
};

/** How long the load balancer of the proof goes on sending requests to a pod that has left its Service. */
export const NOTICE_MS = 4000;
