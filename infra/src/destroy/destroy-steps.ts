import type { CloudEnvironment } from '../cloud-environment.ts';
import type { CloudFacts } from '../deploy/cloud-facts.ts';
import { CommandError, flags, type Commands } from '../deploy/commands.ts';
import type { Step } from '../deploy/run-steps.ts';

export type DestroyContext = {
  readonly environment: CloudEnvironment;
  readonly commands: Commands;
  readonly facts: CloudFacts;
  readonly kubeconfig: string;
  readonly say: (line: string) => void;
};

/** What is gone already is no fault; what goes is waited for. */
const GONE_OR_WAIT = ['--ignore-not-found', ...flags({ timeout: '5m' })];

/**
 * Load balancers and volumes are made by controllers in the cluster, and only these take them away: so what made them
 * goes first, while the controllers run.
 */
const workloads: Step<DestroyContext> = {
  name: 'workloads',
  title: 'everything in the cluster that made something in AWS',
  async run({ commands, environment, facts, kubeconfig, say }) {
    const { names, namespace, region } = environment;
    const isThere = await commands
      .read(
        'aws',
        [
          'eks',
          'describe-cluster',
          ...flags({ name: names.cluster, query: 'cluster.status', output: 'text', region }),
        ],
        'ACTIVE',
      )
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof CommandError && error.complaint.includes('ResourceNotFound'))
            return false;
          throw error;
        },
      );
    if (!isThere) {
      say('  there is no cluster any more');
      return;
    }
    const role = `arn:aws:iam::${await facts.account()}:role/${names.operatorRole}`;
    await commands.run('aws', [
      'eks',
      'update-kubeconfig',
      ...flags({ name: names.cluster, 'role-arn': role, kubeconfig, region }),
    ]);
    // Waits until the load balancer is gone, since the Ingress says who is to take it away.
    for (const [kind, where] of [
      ['ingress', namespace],
      ['pvc', 'monitoring'],
    ] as const)
      await commands.run('kubectl', [
        ...flags({ kubeconfig, namespace: where }),
        'delete',
        kind,
        '--all',
        ...GONE_OR_WAIT,
      ]);
    await commands.run('kubectl', [
      ...flags({ kubeconfig }),
      'delete',
      'namespace',
      namespace,
      'monitoring',
      ...GONE_OR_WAIT,
    ]);
  },
};

/** CloudFormation does not delete a bucket that has something in it, old versions included. */
const files: Step<DestroyContext> = {
  name: 'files',
  title: 'what is in the buckets, in every version',
  async run({ commands, environment, facts, say }) {
    const { names, region } = environment;
    const account = await facts.account();
    for (const bucket of [names.filesBucket(account), names.logsBucket(account)]) {
      const isThere = await commands
        .read('aws', ['s3api', 'head-bucket', ...flags({ bucket, region })], '')
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof CommandError && error.complaint.includes('404')) return false;
            throw error;
          },
        );
      if (isThere) await emptyBucket(commands, bucket, region);
      else say(`  ${bucket} is gone`);
    }
  },
};

/** As many as one request deletes. */
const DELETED_AT_ONCE = 1000;

async function emptyBucket(commands: Commands, bucket: string, region: string): Promise<void> {
  for (const kind of ['Versions', 'DeleteMarkers']) {
    for (;;) {
      const listed = await commands.read(
        'aws',
        [
          's3api',
          'list-object-versions',
          ...flags({
            bucket,
            region,
            'max-items': String(DELETED_AT_ONCE),
            output: 'json',
            query: `{Objects: ${kind}[].{Key: Key, VersionId: VersionId}, Quiet: \`true\`}`,
          }),
        ],
        '{"Objects": null}',
      );
      if (/"Objects": (null|\[\])/.test(listed) || listed === '') break;
      await commands.run('aws', [
        's3api',
        'delete-objects',
        ...flags({ bucket, region, delete: listed }),
      ]);
    }
  }
}

const stacks: Step<DestroyContext> = {
  name: 'stacks',
  title: 'the CloudFormation stacks of the environment',
  async run({ commands, environment }) {
    await commands.run('npm', ['run', 'infra:synth']);
    const parts = ['edge', 'identity', 'cluster', 'data', 'network'].map(environment.names.stack);
    await commands.run('npx', ['cdk', 'destroy', '--app', 'infra/cdk.out', '--force', ...parts]);
  },
};

const settings: Step<DestroyContext> = {
  name: 'settings',
  title: 'the values that people gave',
  async run({ commands, environment, facts, say }) {
    const names = Object.keys(await facts.parameters());
    if (names.length === 0) {
      say('  there are none');
      return;
    }
    await commands.run('aws', [
      'ssm',
      'delete-parameters',
      ...flags({ region: environment.region }),
      '--names',
      ...names.map((name) => `${environment.names.parameterPath}/${name}`),
    ]);
  },
};

/** Taking an environment down. What an account has once, images and GitHub's roles, stays. */
export const DESTROY_STEPS: readonly Step<DestroyContext>[] = [workloads, files, stacks, settings];
