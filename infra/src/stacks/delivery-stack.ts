import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { PROCESSES } from '@books/topology/processes';
import {
  OidcProviderNative,
  PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { acknowledgeWildcards } from '../constructs/acknowledge.ts';
import { deployRoleName, repositoryName } from '../names.ts';

const GITHUB = 'token.actions.githubusercontent.com';
/** The roles that `cdk bootstrap` makes, by the qualifier it uses when none is given. */
const BOOTSTRAP_ROLES = ['deploy', 'file-publishing', 'lookup'].map(
  (role) => `cdk-hnb659fds-${role}-role`,
);

export type DeliveryStackProps = StackProps & {
  readonly environments: readonly CloudEnvironment[];
};

/**
 * Lets a workflow of one GitHub repository deploy, without any stored key: a role for each environment, for jobs that
 * run in the GitHub environment of the same name. What a job may do is what `npm run deploy` does.
 */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, { environments, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    const repository = new CfnParameter(this, 'Repository', {
      description: 'The GitHub repository that deploys, as owner/name',
      allowedPattern: '[A-Za-z0-9-]+/[A-Za-z0-9._-]+',
    });
    const provider = new OidcProviderNative(this, 'GitHub', {
      url: `https://${GITHUB}`,
      clientIds: ['sts.amazonaws.com'],
    });
    for (const environment of environments) {
      const role = new Role(this, `Deploy-${environment.name}`, {
        roleName: deployRoleName(environment.name),
        description: `GitHub deploys ${environment.name}`,
        assumedBy: new WebIdentityPrincipal(provider.oidcProviderArn, {
          StringEquals: {
            [`${GITHUB}:aud`]: 'sts.amazonaws.com',
            [`${GITHUB}:sub`]: `repo:${repository.valueAsString}:environment:${environment.name}`,
          },
        }),
      });
      const statements = this.deployStatements(environment);
      for (const statement of statements) role.addToPolicy(statement);
      acknowledgeWildcards(
        role,
        statements,
        'ECR gives tokens for all repositories or none, and pushing is limited to ours; which zone has the name is not known here, and only records of one kind can be changed.',
      );
    }
  }

  private deployStatements({ names }: CloudEnvironment): PolicyStatement[] {
    const { region, account, partition } = this;
    const role = (name: string) => `arn:${partition}:iam::${account}:role/${name}`;
    return [
      new PolicyStatement({
        sid: 'ThroughTheBootstrapRoles',
        actions: ['sts:AssumeRole'],
        resources: BOOTSTRAP_ROLES.map((name) => role(`${name}-${account}-${region}`)),
      }),
      new PolicyStatement({
        sid: 'OperateTheCluster',
        actions: ['sts:AssumeRole'],
        resources: [role(names.operatorRole)],
      }),
      new PolicyStatement({
        sid: 'FindTheCluster',
        actions: ['eks:DescribeCluster'],
        resources: [
          this.formatArn({ service: 'eks', resource: 'cluster', resourceName: names.cluster }),
        ],
      }),
      new PolicyStatement({
        sid: 'ReadParameters',
        actions: ['ssm:GetParametersByPath'],
        resources: [
          this.formatArn({ service: 'ssm', resource: `parameter${names.parameterPath}` }),
        ],
      }),
      new PolicyStatement({
        sid: 'ReadSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          names.valkeySecret('cache'),
          names.valkeySecret('queue'),
          names.readerKeySecret,
          // Secrets Manager adds six characters to a name.
        ].map(
          (name) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`,
        ),
      }),
      new PolicyStatement({
        sid: 'SeeWhetherCdkIsThere',
        actions: ['cloudformation:DescribeStacks'],
        resources: [
          this.formatArn({
            service: 'cloudformation',
            resource: 'stack',
            resourceName: 'CDKToolkit/*',
          }),
        ],
      }),
      new PolicyStatement({
        sid: 'LogInToTheRegistryAndFindTheLoadBalancer',
        actions: ['ecr:GetAuthorizationToken', 'elasticloadbalancing:DescribeLoadBalancers'],
        resources: ['*'],
      }),
      new PolicyStatement({
        sid: 'PointTheName',
        actions: ['route53:ChangeResourceRecordSets'],
        resources: [`arn:${partition}:route53:::hostedzone/*`],
        // Records that say where a name is, and none that say who may send mail or issue certificates for it.
        conditions: {
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
            'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
          },
        },
      }),
      new PolicyStatement({
        sid: 'PushImages',
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:ListImages',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        resources: PROCESSES.map(({ name }) =>
          this.formatArn({
            service: 'ecr',
            resource: 'repository',
            resourceName: repositoryName(name),
          }),
        ),
      }),
    ];
  }
}
