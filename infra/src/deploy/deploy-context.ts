import type { CloudEnvironment } from '../cloud-environment.ts';
import type { GivenName } from '../names.ts';
import type { CloudFacts } from './cloud-facts.ts';
import type { Commands } from './commands.ts';
import type { Step } from './run-steps.ts';
import type { UrlOf } from './smoke-test.ts';

/** What the steps of a deploy work with. */
export type DeployContext = {
  readonly environment: CloudEnvironment;
  readonly commands: Commands;
  readonly facts: CloudFacts;
  readonly say: (line: string) => void;
  /** Tag of the images: the revision, with a mark when files were changed since. */
  readonly tag: string;
  readonly revision: string;
  /** Values for parameters that people give, by flags. */
  readonly given: Readonly<Partial<Record<GivenName, string>>>;
  /** The GitHub repository that may deploy, as owner/name. */
  readonly repository: string;
  readonly hasSampleData: boolean;
  /** The kubeconfig of this deploy alone, so that nobody's own is touched. */
  readonly kubeconfig: string;
  /** Where the manifests of the environment are written to. */
  readonly manifests: string;
  /** Looks whether the product answers. */
  readonly smokeTest: (urlOf: UrlOf) => Promise<void>;
  /** Makes the services of a cluster that the internet does not reach answer on this machine meanwhile. */
  readonly withPortForwards: (work: (urlOf: UrlOf) => Promise<void>) => Promise<void>;
};

export type DeployStep = Step<DeployContext>;

/** `kubectl` for the cluster of this deploy. */
export const kubectl = ({ kubeconfig }: DeployContext, ...args: string[]) =>
  ['kubectl', ['--kubeconfig', kubeconfig, ...args]] as const;
