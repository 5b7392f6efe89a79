import { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnDomain,
  Domain,
  EngineVersion,
  TLSSecurityPolicy,
} from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import { searchDomainArn } from '../access/access-statements.ts';
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
    readonly search: Extract<CloudEnvironment['search'], { readonly kind: 'opensearch' }>;
  },
  { vpc, securityGroup, key }: { vpc: IVpc; securityGroup: ISecurityGroup; key?: IKey },
): Domain {
  const { names, network, removal, settings, search } = environment;
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
      dataNodes: search.dataNodes,
      dataNodeInstanceType: search.instanceType,
      multiAzWithStandbyEnabled: false,
      ...(isProtected && {
        masterNodes: MANAGER_NODES,
        masterNodeInstanceType: search.instanceType,
      }),
    },
    zoneAwareness: { enabled: true, availabilityZoneCount: network.zones },
    ebs: { volumeSize: search.diskGib },
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
  letAccountIn(domain, searchDomainArn(scope, environment));
  acknowledge(domain, {
    'AwsSolutions-OS3':
      'A domain in a VPC takes no conditions on addresses; its security group lets in nodes only.',
  });
  if (!isProtected)
    acknowledge(domain, {
      'AwsSolutions-OS4': 'A domain that can be built again needs no managers of its own.',
    });
  return domain;
}

/**
 * Whoever of this account has a right of its own, which the roles of two processes have; nobody unsigned. Set on the
 * resource itself, since CDK would do it with a function in the account, and naming the roles would have them be there first.
 */
function letAccountIn(domain: Domain, domainArn: string): void {
  // A domain made here is of this kind.
  const resource = domain.node.defaultChild as CfnDomain;
  resource.accessPolicies = new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AccountRootPrincipal()],
        actions: ['es:ESHttp*'],
        resources: [`${domainArn}/*`],
      }),
    ],
  });
}
