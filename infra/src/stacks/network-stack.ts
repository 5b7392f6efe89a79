import { Stack, Tags, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { PRODUCT } from '../names.ts';

/** Names of the three kinds of subnet, as `vpc.selectSubnets` takes them. */
export const SUBNETS = { public: 'public', nodes: 'nodes', data: 'data' } as const;

/** What a node needs of AWS at its start, before and without the internet. */
const INTERFACE_ENDPOINTS = {
  ecrApi: InterfaceVpcEndpointAwsService.ECR,
  ecrImages: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  sts: InterfaceVpcEndpointAwsService.STS,
  podIdentity: InterfaceVpcEndpointAwsService.EKS_AUTH,
  logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};

/**
 * The VPC: load balancers in public subnets, nodes and pods in private ones with a way out, stores in ones with none.
 * DynamoDB and S3 are reached without leaving AWS's network, for nothing.
 */
export class NetworkStack extends Stack {
  readonly vpc: Vpc;
  /** On every node beside the cluster's own group; the stores let in nobody else. */
  readonly nodes: SecurityGroup;

  constructor(scope: Construct, id: string, props: StackProps & { environment: CloudEnvironment }) {
    super(scope, id, props);
    const { name, region, network, names } = props.environment;
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: names.cluster,
      ipAddresses: IpAddresses.cidr(network.cidr),
      availabilityZones: ['a', 'b', 'c'].slice(0, network.zones).map((zone) => region + zone),
      natGateways: network.natGateways,
      // Nobody should be in it; leaving it as it is spares a Lambda that would empty it.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        // Every pod has an address of its own, so the nodes' subnets are the large ones.
        { name: SUBNETS.nodes, subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
        {
          name: SUBNETS.public,
          subnetType: SubnetType.PUBLIC,
          cidrMask: 24,
          mapPublicIpOnLaunch: false,
        },
        { name: SUBNETS.data, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      ],
    });
    // How the load balancer controller finds the subnets of each kind of load balancer.
    for (const subnet of this.vpc.publicSubnets) Tags.of(subnet).add('kubernetes.io/role/elb', '1');
    for (const subnet of this.vpc.privateSubnets)
      Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1');

    // Without the tag kubernetes.io/cluster/...: the controller wants that on one group of a node, EKS's own.
    this.nodes = new SecurityGroup(this, 'Nodes', {
      vpc: this.vpc,
      securityGroupName: `${names.cluster}-nodes`,
      description: 'Tells the stores that this is a node of the cluster, lets nobody in',
      allowAllOutbound: true,
    });
    this.addFlowLog(props.environment);
    this.addEndpoints(name, network.hasInterfaceEndpoints);
    new StringParameter(this, 'VpcId', {
      parameterName: names.parameter('vpc-id'),
      stringValue: this.vpc.vpcId,
    });
  }

  private addFlowLog({ settings, names, removal }: CloudEnvironment): void {
    const logGroup = new LogGroup(this, 'FlowLog', {
      logGroupName: `/aws/vpc/${names.cluster}`,
      retention: settings.logRetentionDays,
      removalPolicy: removal.logs,
    });
    this.vpc.addFlowLog('Flow', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: settings.flowLog === 'all' ? FlowLogTrafficType.ALL : FlowLogTrafficType.REJECT,
    });
  }

  private addEndpoints(environment: string, hasInterfaceEndpoints: boolean): void {
    this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    // What runs here can reach our tables and no others, so that nobody carries data away to a table of their own.
    this.vpc
      .addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB })
      .addToPolicy(
        new PolicyStatement({
          principals: [new AnyPrincipal()],
          actions: ['dynamodb:*'],
          resources: [
            this.formatArn({
              service: 'dynamodb',
              resource: 'table',
              resourceName: `${PRODUCT}-*-${environment}*`,
            }),
          ],
        }),
      );
    if (!hasInterfaceEndpoints) return;
    const group = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Interface endpoints, for nodes only',
      allowAllOutbound: false,
    });
    for (const [id, service] of Object.entries(INTERFACE_ENDPOINTS)) {
      this.vpc
        .addInterfaceEndpoint(id, {
          service,
          subnets: { subnetGroupName: SUBNETS.nodes },
          securityGroups: [group],
          open: false,
        })
        .connections.allowDefaultPortFrom(this.nodes, 'from nodes');
    }
  }
}
