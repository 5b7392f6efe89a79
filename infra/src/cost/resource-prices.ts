import { z } from 'zod';
import { line, type CostLine, type EstimateOptions } from './cost-line.ts';
import { priceOf } from './prices.ts';

/** Indexes and models of some weeks, and logs of who read them. */
const FILES_GIB = 20;
/** Of one process, stored once for layers that images share. */
const IMAGE_GIB = 2;
/** Control plane, slow queries and the like, whatever the load. */
const QUIET_LOG_GIB = 1;
/** Costs nothing by itself. */
export const FREE = new Set([
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::Addon',
  'AWS::EKS::PodIdentityAssociation',
  'AWS::ElastiCache::ParameterGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::IAM::OIDCProvider',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::S3::BucketPolicy',
  'AWS::SSM::Parameter',
  'AWS::WAFv2::LoggingConfiguration',
]);

export type Pricer = (properties: unknown, options: EstimateOptions) => CostLine[];

const Nodegroup = z.object({
  ScalingConfig: z.object({ MinSize: z.number() }),
  InstanceTypes: z.tuple([z.string()]),
});
const LaunchTemplate = z.object({
  LaunchTemplateData: z.object({
    BlockDeviceMappings: z.array(z.object({ Ebs: z.object({ VolumeSize: z.number() }) })),
  }),
});
export const Endpoint = z.object({
  VpcEndpointType: z.enum(['Gateway', 'Interface']),
  SubnetIds: z.array(z.unknown()).default([]),
});
const ReplicationGroup = z.object({ CacheNodeType: z.string(), NumCacheClusters: z.number() });
const Table = z.object({
  Replicas: z.array(
    z.object({
      PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }),
    }),
  ),
});
const WebAcl = z.object({ Rules: z.array(z.unknown()) });
const Domain = z.object({
  ClusterConfig: z.object({
    InstanceCount: z.number(),
    InstanceType: z.string(),
    DedicatedMasterCount: z.number().default(0),
    DedicatedMasterType: z.string().optional(),
  }),
  EBSOptions: z.object({ VolumeSize: z.number() }),
});

/** What each type of resource costs when it merely is there. */
export const PRICED: Readonly<Record<string, Pricer>> = {
  'AWS::EKS::Cluster': (_, { prices }) => [
    line('Kubernetes', 'control plane', prices.eks.cluster_hour * prices.hours_a_month),
  ],
  'AWS::EKS::Nodegroup': (properties, { prices, resources }) => {
    const { ScalingConfig, InstanceTypes } = Nodegroup.parse(properties);
    const count = ScalingConfig.MinSize;
    const [type] = InstanceTypes;
    const template = resources.find(({ type: kind }) => kind === 'AWS::EC2::LaunchTemplate');
    const gib = LaunchTemplate.parse(
      template?.properties,
    ).LaunchTemplateData.BlockDeviceMappings.reduce((sum, { Ebs }) => sum + Ebs.VolumeSize, 0);
    return [
      line(
        'Nodes',
        `${count} x ${type}`,
        count * priceOf(prices.ec2_hour, type) * prices.hours_a_month,
      ),
      line('Nodes', `disks, ${count} x ${gib} GiB`, count * gib * prices.ebs.gp3_gib_month),
    ];
  },
  'AWS::EC2::NatGateway': (_, { prices }) => [
    line('Network', 'NAT gateway', prices.nat.gateway_hour * prices.hours_a_month),
  ],
  'AWS::EC2::EIP': (_, { prices }) => [
    line('Network', 'address of a NAT gateway', prices.public_ipv4_hour * prices.hours_a_month),
  ],
  'AWS::EC2::VPCEndpoint': (properties, { prices }) => {
    const { VpcEndpointType, SubnetIds } = Endpoint.parse(properties);
    if (VpcEndpointType === 'Gateway') return [];
    const hourly = SubnetIds.length * prices.interface_endpoint.zone_hour;
    return [line('Network', 'interface endpoint', hourly * prices.hours_a_month)];
  },
  'AWS::ElastiCache::ReplicationGroup': (properties, { prices }) => {
    const { CacheNodeType, NumCacheClusters } = ReplicationGroup.parse(properties);
    const hourly = NumCacheClusters * priceOf(prices.valkey_node_hour, CacheNodeType);
    return [
      line(
        'Valkey',
        `group of ${NumCacheClusters} x ${CacheNodeType}`,
        hourly * prices.hours_a_month,
      ),
    ];
  },
  'AWS::DynamoDB::GlobalTable': (properties, { prices, use, resources }) => {
    // What is stored is told for all tables together, so a table bears its share.
    const tables = resources.filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable').length;
    const gib = use.storedGib / tables;
    const hasRecovery = Table.parse(properties).Replicas.some(
      ({ PointInTimeRecoverySpecification }) =>
        PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
    );
    return [
      line('DynamoDB', 'storage', gib * prices.dynamodb.gib_month),
      ...(hasRecovery
        ? [line('DynamoDB', 'point-in-time recovery', gib * prices.dynamodb.recovery_gib_month)]
        : []),
    ];
  },
  'AWS::S3::Bucket': (_, { prices }) => [
    line('S3', 'indexes, models, access logs', (FILES_GIB / 2) * prices.s3.gib_month),
  ],
  'AWS::ECR::Repository': (_, { prices }) => [
    line('ECR', 'images, once in an account', IMAGE_GIB * prices.ecr_gib_month),
  ],
  'AWS::KMS::Key': (_, { prices }) => [line('Keys and secrets', 'key', prices.kms.key_month)],
  'AWS::SecretsManager::Secret': (_, { prices }) => [
    line('Keys and secrets', 'secret', prices.secret_month),
  ],
  'AWS::Logs::LogGroup': (_, { prices }) => [
    line(
      'Logs',
      'control plane, flow and slow logs',
      QUIET_LOG_GIB * (prices.logs.ingested_gib + prices.logs.kept_gib_month),
    ),
  ],
  'AWS::WAFv2::WebACL': (properties, { prices, use }) => {
    const { Rules } = WebAcl.parse(properties);
    return [
      line(
        'Firewall',
        `web ACL, ${Rules.length} rules`,
        prices.waf.acl_month + Rules.length * prices.waf.rule_month,
      ),
      line('Firewall', 'requests', (use.requests / 1e6) * prices.waf.million_requests),
    ];
  },
  'AWS::OpenSearchService::Domain': (properties, { prices }) => {
    const { ClusterConfig: nodes, EBSOptions } = Domain.parse(properties);
    const hourly =
      nodes.InstanceCount * priceOf(prices.opensearch_hour, nodes.InstanceType) +
      (nodes.DedicatedMasterType === undefined
        ? 0
        : nodes.DedicatedMasterCount * priceOf(prices.opensearch_hour, nodes.DedicatedMasterType));
    return [
      line(
        'OpenSearch',
        `${nodes.InstanceCount} x ${nodes.InstanceType}`,
        hourly * prices.hours_a_month,
      ),
      line(
        'OpenSearch',
        'disks',
        nodes.InstanceCount * EBSOptions.VolumeSize * prices.opensearch_gib_month,
      ),
    ];
  },
};
