import { describe, expect, test } from 'vitest';
import { resourcesOf } from '../testing/resources.ts';

const ENVIRONMENTS = ['dev', 'prod'] as const;

/** Logical ids of the subnets of a kind, whose traffic goes where the routes say. */
function subnetsOf(environment: 'dev' | 'prod', kind: string): string[] {
  return resourcesOf('AWS::EC2::Subnet', environment)
    .filter(({ logicalId }) => logicalId.startsWith(`Vpc${kind}Subnet`))
    .map(({ logicalId }) => logicalId);
}

/** Where traffic to the internet leaves a subnet, if anywhere. */
function wayOut(environment: 'dev' | 'prod', subnet: string): string[] {
  const tables = resourcesOf('AWS::EC2::SubnetRouteTableAssociation', environment)
    .filter(({ properties }) => properties['SubnetId'] === `<${subnet}>`)
    .map(({ properties }) => properties['RouteTableId']);
  return resourcesOf('AWS::EC2::Route', environment)
    .filter(({ properties }) => tables.includes(properties['RouteTableId']))
    .map(({ properties }) => ('NatGatewayId' in properties ? 'nat' : 'internet gateway'));
}

describe.each(ENVIRONMENTS)('the network of %s', (environment) => {
  test('has each kind of subnet in three zones', () => {
    for (const kind of ['public', 'nodes', 'data']) {
      const zones = resourcesOf('AWS::EC2::Subnet', environment)
        .filter(({ logicalId }) => logicalId.startsWith(`Vpc${kind}Subnet`))
        .map(({ properties }) => properties['AvailabilityZone']);
      expect(zones).toEqual(['us-west-2a', 'us-west-2b', 'us-west-2c']);
    }
  });

  test('gives no public address to what starts in it', () => {
    for (const { properties } of resourcesOf('AWS::EC2::Subnet', environment))
      expect(properties['MapPublicIpOnLaunch']).toBe(false);
  });

  test('lets nodes out through NAT only, and data nowhere', () => {
    for (const subnet of subnetsOf(environment, 'nodes'))
      expect(wayOut(environment, subnet)).toEqual(['nat']);
    for (const subnet of subnetsOf(environment, 'data'))
      expect(wayOut(environment, subnet)).toEqual([]);
    for (const subnet of subnetsOf(environment, 'public'))
      expect(wayOut(environment, subnet)).toEqual(['internet gateway']);
  });

  test('reaches S3 and its own tables without the internet', () => {
    const gateways = resourcesOf('AWS::EC2::VPCEndpoint', environment).filter(
      ({ properties }) => properties['VpcEndpointType'] === 'Gateway',
    );
    expect(gateways.map(({ properties }) => properties['ServiceName'])).toEqual([
      'com.amazonaws.us-west-2.s3',
      'com.amazonaws.us-west-2.dynamodb',
    ]);
    expect(gateways[1]?.properties['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Resource: `arn:aws:dynamodb:us-west-2:123456789012:table/book-recommendation-*-${environment}*`,
        },
      ],
    });
  });

  test('keeps a flow log for a limited time', () => {
    expect(resourcesOf('AWS::EC2::FlowLog', environment)).toHaveLength(1);
    const groups = resourcesOf('AWS::Logs::LogGroup', environment);
    expect(groups.length).toBeGreaterThan(0);
    for (const { properties } of groups) expect(properties['RetentionInDays']).toBeGreaterThan(0);
  });
});

test('dev has one NAT gateway and no interface endpoints, prod one in each zone and five endpoints', () => {
  const count = (type: string, environment: 'dev' | 'prod') =>
    resourcesOf(type, environment).length;
  expect(count('AWS::EC2::NatGateway', 'dev')).toBe(1);
  expect(count('AWS::EC2::NatGateway', 'prod')).toBe(3);
  expect(count('AWS::EC2::VPCEndpoint', 'dev')).toBe(2);
  expect(count('AWS::EC2::VPCEndpoint', 'prod')).toBe(7);
});

describe('security groups', () => {
  const rules = [
    ...resourcesOf('AWS::EC2::SecurityGroupIngress').map(({ stack, properties }) => ({
      stack,
      rule: properties,
    })),
    ...resourcesOf('AWS::EC2::SecurityGroup').flatMap(({ stack, properties }) =>
      [properties['SecurityGroupIngress'] ?? []].flat().map((rule) => ({
        stack,
        rule: rule as Record<string, unknown>,
      })),
    ),
  ];

  test('let in nodes and nobody else: none names addresses', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const { rule } of rules) {
      expect(rule).not.toHaveProperty('CidrIp');
      expect(rule).not.toHaveProperty('CidrIpv6');
      expect(String(rule['SourceSecurityGroupId'])).toMatch(/Nodes/);
    }
  });

  test('of the stores open one port each', () => {
    const ports = rules
      .filter(({ stack }) => stack === 'book-recommendation-prod-data')
      .map(({ rule }) => [rule['FromPort'], rule['ToPort']]);
    expect(ports).toEqual([
      [6379, 6379],
      [6379, 6379],
    ]);
  });

  test('of the stores let nothing out', () => {
    const ofStores = resourcesOf('AWS::EC2::SecurityGroup').filter(({ stack }) =>
      stack.endsWith('-data'),
    );
    // What CDK writes for "nothing".
    const nowhere = [expect.objectContaining({ CidrIp: '255.255.255.255/32' })];
    expect(ofStores.map(({ properties }) => properties['SecurityGroupEgress'])).toEqual(
      Array.from({ length: 4 }, () => nowhere),
    );
  });
});

test('what runs or is kept is in no public subnet', () => {
  const placed = [
    ['AWS::ElastiCache::SubnetGroup', /VpcdataSubnet/],
    ['AWS::EKS::Cluster', /VpcnodesSubnet/],
    ['AWS::EKS::Nodegroup', /VpcnodesSubnet/],
  ] as const;
  for (const [type, subnet] of placed) {
    const resources = resourcesOf(type);
    expect(resources.length).toBeGreaterThan(0);
    for (const { properties } of resources) {
      expect(JSON.stringify(properties)).toMatch(subnet);
      expect(JSON.stringify(properties)).not.toMatch(/VpcpublicSubnet/);
    }
  }
});
