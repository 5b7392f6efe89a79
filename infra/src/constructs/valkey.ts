import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { VALKEY_ACCESS, VALKEY_USER } from '../access/valkey-access.ts';
import type { ValkeyPurpose } from '../names.ts';
import { acknowledge } from './acknowledge.ts';

const ENGINE_VERSION = '8.2';
const PARAMETER_FAMILY = 'valkey8';
export const VALKEY_PORT = 6379;

export type ValkeyProps = {
  readonly purpose: ValkeyPurpose;
  /** Of the group and of what belongs to it. */
  readonly name: string;
  readonly secretName: string;
  readonly nodeType: string;
  /** Beside the primary, in other zones; with one at least a lost primary is replaced within a minute or so. */
  readonly replicas: number;
  readonly subnetIds: readonly string[];
  readonly securityGroup: ISecurityGroup;
  readonly key?: IKey;
  /** Days that a daily snapshot is kept; 0 takes none. */
  readonly snapshotDays: number;
  readonly logRetention: RetentionDays;
};

/**
 * A Valkey of our own nodes: encrypted, with a password, and one shard, since BullMQ's scripts touch several keys. Not
 * the serverless kind, which evicts what it likes and is always a cluster.
 */
export class Valkey extends Construct {
  /** Host name of the primary, whichever node that is. */
  readonly host: string;
  /** Who connects and with what, as `{"username": ..., "password": ...}`. */
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: ValkeyProps) {
    super(scope, id);
    const { name, purpose } = props;
    this.secret = new Secret(this, 'Secret', {
      secretName: props.secretName,
      description: `User and password of ${name}`,
      ...(props.key && { encryptionKey: props.key }),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: VALKEY_USER }),
        generateStringKey: 'password',
        // It becomes part of a URL.
        excludePunctuation: true,
        passwordLength: 48,
      },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const isHighlyAvailable = props.replicas > 0;
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/elasticache/${name}`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const group = new CfnReplicationGroup(this, 'Group', {
      replicationGroupId: name,
      replicationGroupDescription: `Valkey of ${name}`,
      engine: 'valkey',
      engineVersion: ENGINE_VERSION,
      clusterMode: 'disabled',
      cacheNodeType: props.nodeType,
      numCacheClusters: 1 + props.replicas,
      automaticFailoverEnabled: isHighlyAvailable,
      multiAzEnabled: isHighlyAvailable,
      port: VALKEY_PORT,
      cacheParameterGroupName: this.addParameterGroup(purpose, name),
      cacheSubnetGroupName: this.addSubnetGroup(name, props.subnetIds),
      securityGroupIds: [props.securityGroup.securityGroupId],
      userGroupIds: [this.addUserGroup(name)],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      ...(props.key && { kmsKeyId: props.key.keyArn }),
      autoMinorVersionUpgrade: true,
      snapshotRetentionLimit: props.snapshotDays,
      logDeliveryConfigurations: (['slow-log', 'engine-log'] as const).map((logType) => ({
        logType,
        logFormat: 'json',
        destinationType: 'cloudwatch-logs',
        destinationDetails: { cloudWatchLogsDetails: { logGroup: log.logGroupName } },
      })),
    });
    Tags.of(this).add('valkey', purpose);
    this.host = group.attrPrimaryEndPointAddress;
    acknowledge(this.secret, {
      'AwsSolutions-SMG4':
        'Valkey users have no managed rotation; the way to a new password by hand is in docs/deployment.md.',
    });
    acknowledge(group, {
      'AwsSolutions-AEC6':
        'The rule looks for a token of the old kind. Users of the user group log in with a password, see the template tests.',
      ...(isHighlyAvailable
        ? {}
        : {
            'AwsSolutions-AEC4':
              'One node by choice of the environment: what is in it can be computed again.',
          }),
    });
  }

  private addParameterGroup(purpose: ValkeyPurpose, name: string): string {
    const parameters = new CfnParameterGroup(this, 'Parameters', {
      cacheParameterGroupFamily: PARAMETER_FAMILY,
      description: `Settings of ${name}`,
      // A queue that evicts loses jobs. A cache may lose lists, which have a time to live, but not the change feed.
      properties: { 'maxmemory-policy': purpose === 'queue' ? 'noeviction' : 'volatile-lru' },
    });
    return parameters.ref;
  }

  private addSubnetGroup(name: string, subnetIds: readonly string[]): string {
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      cacheSubnetGroupName: name,
      description: `Where ${name} is`,
      subnetIds: [...subnetIds],
    });
    return subnets.ref;
  }

  /** Our own user, and the built-in one switched off: every group must have a user of that name. */
  private addUserGroup(name: string): string {
    const password = this.secret.secretValueFromJson('password').unsafeUnwrap();
    const users = (
      [
        ['User', VALKEY_USER, VALKEY_ACCESS],
        ['DefaultUser', 'default', 'off -@all'],
      ] as const
    ).map(
      ([id, userName, accessString]) =>
        new CfnUser(this, id, {
          engine: 'valkey',
          userId: `${name}-${userName}`,
          userName,
          accessString,
          authenticationMode: { Type: 'password', Passwords: [password] },
        }),
    );
    const group = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: name,
      userIds: users.map((user) => user.ref),
    });
    return group.ref;
  }
}
