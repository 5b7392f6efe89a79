import type { DeployStep } from './deploy-context.ts';
import { kubeconfig, manifests, platform, rollout, secrets } from './steps/cluster.ts';
import { data } from './steps/data.ts';
import { images } from './steps/images.ts';
import { bootstrap, check, settings } from './steps/prepare.ts';
import { dns, smoke } from './steps/reach.ts';
import { stacks } from './steps/stacks.ts';

/** A deploy, from an empty account to a product that answers. Each step can be run again. */
export const DEPLOY_STEPS: readonly DeployStep[] = [
  check,
  settings,
  bootstrap,
  stacks,
  images,
  data,
  kubeconfig,
  platform,
  secrets,
  manifests,
  rollout,
  dns,
  smoke,
];
