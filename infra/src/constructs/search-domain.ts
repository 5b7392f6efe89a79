import { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Domain, EngineVersion, TLSSecurityPolicy } from 'aws-cdk-lib/aws-opensearchservice';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { SUBNETS } from '../stacks/network-stack.ts';
import { acknowledge } from './acknowledge.ts';

/** Managers of the domain that hold no data, from this many data nodes on. */
const MANAGER_NODES = 3;

/**
 * An OpenSearch domain, for a catalogue that outgrows the memory of a pod. search-api reads it, the worker writes it;
 * their roles sign their requests.
 */
export function createSearchDomain(
  scope: Construct,
  environment: CloudEnvironment & {
    readonly settings: {
      readonly openSearch: NonNullable<CloudEnvironment['settings']['openSearch']>;
    };
  },
  { vpc, securityGroup, key }: { vpc: IVpc; securityGroup: ISecurityGroup; key?: IKey },
): Domain {
  const { names, network, removal, settings } = environment;
  const { openSearch } = settings;
  const { account, partition } = Stack.of(scope);
  const isProtected = removal.data === RemovalPolicy.RETAIN;
  const log = (id: string) =>
    new LogGroup(scope, `Search${id}Log`, {
      logGroupName: `/aws/opensearch/${names.searchDomain}/${id.toLowerCase()}`,
      retention: settings.logRetentionDays,
      removalPolicy: removal.logs,
    });
  const domain = new Domain(scope, 'Search', {
    domainName: names.searchDomain,
    version: EngineVersion.OPENSEARCH_2_19,
    vpc,
    vpcSubnets: [{ subnetGroupName: SUBNETS.data }],
    securityGroups: [securityGroup],
    capacity: {
      dataNodes: openSearch.dataNodes,
      dataNodeInstanceType: openSearch.instanceType,
      multiAzWithStandbyEnabled: false,
      ...(isProtected && {
        masterNodes: MANAGER_NODES,
        masterNodeInstanceType: openSearch.instanceType,
      }),
    },
    zoneAwareness: { enabled: true, availabilityZoneCount: network.zones },
    ebs: { volumeSize: openSearch.diskGib },
    encryptionAtRest: { enabled: true, ...(key && { kmsKey: key }) },
    nodeToNodeEncryption: true,
    enforceHttps: true,
    tlsSecurityPolicy: TLSSecurityPolicy.TLS_1_2_PFS,
    logging: {
      slowSearchLogEnabled: true,
      slowSearchLogGroup: log('Search'),
      slowIndexLogEnabled: true,
      slowIndexLogGroup: log('Index'),
      appLogEnabled: true,
      appLogGroup: log('App'),
    },
    removalPolicy: removal.data,
    suppressLogsResourcePolicy: true,
  });
  domain.addAccessPolicies(
    new PolicyStatement({
      principals: (['search-api', 'worker'] as const).map(
        (process) =>
          new ArnPrincipal(`arn:${partition}:iam::${account}:role/${names.role(process)}`),
      ),
      actions: [
        'es:ESHttpGet',
        'es:ESHttpHead',
        'es:ESHttpPost',
        'es:ESHttpPut',
        'es:ESHttpDelete',
      ],
      resources: [`${domain.domainArn}/*`],
    }),
  );
  if (!isProtected)
    acknowledge(domain, {
      'AwsSolutions-OS4': 'A domain that can be built again needs no managers of its own.',
    });
  return domain;
}
