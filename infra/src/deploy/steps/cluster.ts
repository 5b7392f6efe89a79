import { PROCESSES } from '@books/topology/processes';
import { kubectl, type DeployStep } from '../deploy-context.ts';

/** How the API server tells our changes from those of controllers. */
const APPLY = ['apply', '--server-side', '--field-manager', 'books-deploy', '--force-conflicts'];

export const kubeconfig: DeployStep = {
  name: 'kubeconfig',
  title: 'find the cluster, as its operator',
  async run({ commands, environment, facts, kubeconfig: path }) {
    const { names, region } = environment;
    await commands.run('aws', [
      'eks',
      'update-kubeconfig',
      '--name',
      names.cluster,
      '--role-arn',
      `arn:aws:iam::${await facts.account()}:role/${names.operatorRole}`,
      '--kubeconfig',
      path,
      '--region',
      region,
    ]);
  },
};

export const platform: DeployStep = {
  name: 'platform',
  title: 'charts of others, and our observability chart',
  async run({ commands, environment, facts, kubeconfig: path }) {
    await commands.run('charts/platform/install.sh', [environment.name], {
      env: {
        KUBECONFIG: path,
        CLUSTER_NAME: environment.names.cluster,
        AWS_REGION: environment.region,
        VPC_ID: await facts.parameter('vpc-id'),
      },
    });
  },
};

/** The Secret that pods read URLs with passwords from; it goes by standard input and is in no file. */
export const secrets: DeployStep = {
  name: 'secrets',
  title: 'what pods must know and nobody else',
  async run(context) {
    const { commands, environment, facts } = context;
    const { namespace } = environment;
    const objects = {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'connections', namespace },
          stringData: {
            'cache-url': await facts.valkeyUrl('cache'),
            'queue-url': await facts.valkeyUrl('queue'),
            'reader-key': await facts.readerKey(),
          },
        },
      ],
    };
    await commands.run(...kubectl(context, ...APPLY, '-f', '-'), {
      input: JSON.stringify(objects),
    });
  },
};

export const manifests: DeployStep = {
  name: 'manifests',
  title: 'write the manifests and apply them',
  async run(context) {
    const { commands, environment, facts, tag, manifests: folder } = context;
    const parameters = await facts.parameters();
    const optional = {
      WEB_ACL_ARN: parameters['web-acl-arn'],
      LOGS_BUCKET: parameters['logs-bucket'],
      OPENSEARCH_URL:
        environment.search.kind === 'opensearch'
          ? await facts.parameter('search-endpoint')
          : undefined,
      IMAGE_DIGESTS:
        environment.images.pinnedBy === 'digest'
          ? JSON.stringify(await facts.imageDigests(tag))
          : undefined,
    };
    const given = Object.entries(optional).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    await commands.run(
      'npm',
      ['run', 'synth', '--', environment.name, '--strict', '--out', folder],
      {
        env: {
          IMAGE_REGISTRY: await facts.registry(),
          IMAGE_TAG: tag,
          CERTIFICATE_ARN: await facts.parameter('certificate-arn'),
          FILES_BUCKET: await facts.parameter('files-bucket'),
          AUTH_ISSUER: await facts.parameter('token-issuer'),
          AUTH_AUDIENCE: await facts.parameter('token-audience'),
          ...Object.fromEntries(given),
        },
      },
    );
    await commands.run(...kubectl(context, ...APPLY, '-f', `${folder}/${environment.name}`));
  },
};

export const rollout: DeployStep = {
  name: 'rollout',
  title: 'wait until every Deployment runs the new pods',
  async run(context) {
    const { commands, environment } = context;
    for (const { name } of PROCESSES)
      await commands.run(
        ...kubectl(
          context,
          '--namespace',
          environment.namespace,
          'rollout',
          'status',
          `deployment/${name}`,
          '--timeout',
          '10m',
        ),
      );
  },
};
