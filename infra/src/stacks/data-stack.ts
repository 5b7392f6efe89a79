import { Stack, type StackProps } from 'aws-cdk-lib';
import { Port, SecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { createDataKey } from '../constructs/data-key.ts';
import { createFilesBucket, createLogsBucket } from '../constructs/files-bucket.ts';
import { createSearchDomain } from '../constructs/search-domain.ts';
import { addTables } from '../constructs/tables.ts';
import { Valkey, VALKEY_PORT } from '../constructs/valkey.ts';
import type { PublishedName, ValkeyPurpose } from '../names.ts';
import { SUBNETS } from './network-stack.ts';

export type DataStackProps = StackProps & {
  readonly environment: CloudEnvironment;
  readonly vpc: IVpc;
  /** The only group that the stores let in. */
  readonly nodes: SecurityGroup;
};

/** Everything that is kept: tables, the two Valkeys, files, and the search domain where there is one. */
export class DataStack extends Stack {
  readonly #props: DataStackProps;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.#props = props;
    const { environment } = props;
    const { names } = environment;
    this.#key =
      environment.database.encryptionKey === 'customer-managed'
        ? createDataKey(this, `alias/${names.cluster}`)
        : undefined;
    const key = this.#key && { key: this.#key };

    addTables(this, environment, this.#key);
    const logs = createLogsBucket(this, environment, this.account);
    const files = createFilesBucket(this, environment, { account: this.account, logs, ...key });
    this.publish('files-bucket', files.bucketName);
    this.publish('logs-bucket', logs.bucketName);

    this.publish('cache-endpoint', this.addValkey('cache', 0).host);
    this.publish(
      'queue-endpoint',
      this.addValkey('queue', environment.settings.queueSnapshotDays).host,
    );

    this.addReaderKey();
    const { search } = environment;
    if (search.kind === 'opensearch') {
      const domain = createSearchDomain(
        this,
        { ...environment, search },
        { vpc: props.vpc, securityGroup: this.groupForNodes('SearchGroup', 'search', 443), ...key },
      );
      this.publish('search-endpoint', `https://${domain.domainEndpoint}`);
    }
  }

  /** Under another key the tombstones of erased readers would not be found again: so it is kept like the tables. */
  private addReaderKey(): void {
    const { names, removal } = this.#props.environment;
    const secret = new Secret(this, 'ReaderKey', {
      secretName: names.readerKeySecret,
      description: 'Hashes the ids of readers; must never change',
      ...(this.#key && { encryptionKey: this.#key }),
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: removal.data,
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4': 'Rotated, it would let readers come back whom it is to keep away.',
    });
  }

  private addValkey(purpose: ValkeyPurpose, snapshotDays: number): Valkey {
    const { environment, vpc } = this.#props;
    const { names, caches, settings } = environment;
    return new Valkey(this, purpose === 'cache' ? 'Cache' : 'Queue', {
      purpose,
      name: names.valkey(purpose),
      secretName: names.valkeySecret(purpose),
      nodeType: caches.nodeType,
      replicas: caches.replicas,
      subnetIds: vpc.selectSubnets({ subnetGroupName: SUBNETS.data }).subnetIds,
      securityGroup: this.groupForNodes(`${purpose}-group`, purpose, VALKEY_PORT),
      ...(this.#key && { key: this.#key }),
      snapshotDays,
      logRetention: settings.logRetentionDays,
    });
  }

  /** A security group that lets in nodes at one port, and out nothing. */
  private groupForNodes(id: string, store: string, port: number): SecurityGroup {
    const { environment, vpc, nodes } = this.#props;
    const group = new SecurityGroup(this, id, {
      vpc,
      securityGroupName: `${environment.names.cluster}-${store}`,
      description: `The ${store} store, for nodes only`,
      allowAllOutbound: false,
    });
    group.addIngressRule(nodes, Port.tcp(port), 'from nodes');
    return group;
  }

  private publish(name: PublishedName, value: string): void {
    new StringParameter(this, `Parameter-${name}`, {
      parameterName: this.#props.environment.names.parameter(name),
      stringValue: value,
    });
  }
}
