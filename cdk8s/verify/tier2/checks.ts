import { SERVICES } from '../../src/services.ts';
import type { Check } from '../check.ts';
import { drainWithoutLoss, lossWithoutDrain, restartWithoutLoss } from './roll-outs.ts';
import { nightlyOnce } from './nightly.ts';
import { podSize } from './pod-sizes.ts';
import { productAnswers, podsAreConfined } from './product.ts';
import { scaleByQueue } from './scale-by-queue.ts';
import { outageKeepsPods, scaleBack, scaleOut } from './scale-by-requests.ts';
import type { Stage } from './start-tier-2.ts';

/** Tier 2: what the product does when a cluster runs it. The order matters: what is measured is quiet first. */
export const TIER_2_CHECKS: readonly Check<Stage>[] = [
  productAnswers,
  podsAreConfined,
  restartWithoutLoss,
  drainWithoutLoss,
  lossWithoutDrain,
  scaleOut,
  outageKeepsPods,
  scaleBack,
  scaleByQueue,
  nightlyOnce,
];

/** What pods need: not among the proofs, since it depends on the machine and on what else that does. */
export const SIZE_CHECKS: readonly Check<Stage>[] = [productAnswers, ...SERVICES.map(podSize)];
