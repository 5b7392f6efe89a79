import { Stack, Tags, type StackProps } from 'aws-cdk-lib';
import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import {
  AccessEntry,
  AccessPolicy,
  AccessScopeType,
  Cluster,
  ClusterLoggingTypes,
  DefaultCapacityType,
  EndpointAccess,
  KubernetesVersion,
  Nodegroup,
  NodegroupAmiType,
  type ICluster,
} from 'aws-cdk-lib/aws-eks-v2';
import {
  BlockDeviceVolume,
  CfnLaunchTemplate,
  EbsDeviceVolumeType,
  InstanceType,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  type IVpc,
  type SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import {
  AccountRootPrincipal,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { acknowledge, acknowledgeManagedPolicy } from '../constructs/acknowledge.ts';
import { ADDONS } from '../constructs/addons.ts';
import { addPodRole } from '../constructs/pod-identity.ts';
import { SUBNETS } from './network-stack.ts';

/** What the manifests are verified against as well; in standard support until 2027-03-27. */
const KUBERNETES_VERSION = KubernetesVersion.V1_35;
const NODE_POLICIES = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];

export type ClusterStackProps = StackProps & {
  readonly environment: CloudEnvironment;
  readonly vpc: IVpc;
  readonly nodes: SecurityGroup;
};

/** The EKS cluster: its nodes, add-ons, logs, and who may operate it. */
export class ClusterStack extends Stack {
  readonly cluster: ICluster;

  constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, props);
    const { vpc, environment } = props;
    const { names, settings, removal } = environment;
    const log = new LogGroup(this, 'ControlPlaneLog', {
      // EKS would make it at the first line, and keep it for ever.
      logGroupName: `/aws/eks/${names.cluster}/cluster`,
      retention: settings.logRetentionDays,
      removalPolicy: removal.logs,
    });
    const cluster = new Cluster(this, 'Cluster', {
      clusterName: names.cluster,
      role: this.addControlPlaneRole(environment),
      version: KUBERNETES_VERSION,
      vpc,
      vpcSubnets: [{ subnetGroupName: SUBNETS.nodes }],
      endpointAccess: EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...settings.apiServerCidrs),
      defaultCapacityType: DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      // The add-ons below are these, and can be set and updated.
      bootstrapSelfManagedAddons: false,
      bootstrapClusterCreatorAdminPermissions: false,
      secretsEncryptionKey: new Key(this, 'SecretsKey', {
        description: `Kubernetes secrets of ${names.cluster}`,
        enableKeyRotation: true,
        removalPolicy: removal.data,
      }),
      clusterLogging: [
        ClusterLoggingTypes.API,
        ClusterLoggingTypes.AUDIT,
        ClusterLoggingTypes.AUTHENTICATOR,
        ClusterLoggingTypes.CONTROLLER_MANAGER,
        ClusterLoggingTypes.SCHEDULER,
      ],
      outputConfigCommand: false,
    });
    cluster.node.addDependency(log);
    this.cluster = cluster;
    const nodegroup = this.addNodes(cluster, props);
    this.addAddons(cluster, nodegroup, environment);
    this.addOperators(cluster, environment);
    acknowledge(cluster, {
      'CloudFormation-Validate::W9009':
        'CDK names what is encrypted in the way that was needed until 2025.',
    });
  }

  private addControlPlaneRole({ names }: CloudEnvironment): Role {
    const policy = 'AmazonEKSClusterPolicy';
    const role = new Role(this, 'ControlPlaneRole', {
      roleName: names.role('control-plane'),
      assumedBy: new ServicePrincipal('eks.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    acknowledgeManagedPolicy(role, policy, 'What EKS does in an account changes with EKS.');
    return role;
  }

  private addNodes(cluster: Cluster, { environment, nodes }: ClusterStackProps): Nodegroup {
    const { names, settings } = environment;
    const role = new Role(this, 'NodeRole', {
      roleName: names.role('node'),
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: NODE_POLICIES.map((policy) =>
        ManagedPolicy.fromAwsManagedPolicyName(policy),
      ),
    });
    for (const policy of NODE_POLICIES)
      acknowledgeManagedPolicy(
        role,
        policy,
        'What EKS asks of a node changes with EKS; AWS keeps this policy to it. Pods have roles of their own.',
      );
    const template = new LaunchTemplate(this, 'NodeTemplate', {
      launchTemplateName: names.role('node'),
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      // One hop: a pod cannot ask for the node's credentials.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(settings.nodes.diskGib, {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
          }),
        },
      ],
    });
    // The construct takes whole security groups only, and EKS makes the cluster's own.
    const { defaultChild } = template.node;
    if (defaultChild instanceof CfnLaunchTemplate)
      defaultChild.addPropertyOverride('LaunchTemplateData.SecurityGroupIds', [
        cluster.clusterSecurityGroupId,
        nodes.securityGroupId,
      ]);
    return new Nodegroup(this, 'Nodes', {
      cluster,
      nodegroupName: names.role('node'),
      nodeRole: role,
      subnets: { subnetGroupName: SUBNETS.nodes },
      amiType: NodegroupAmiType.AL2023_ARM_64_STANDARD,
      instanceTypes: [new InstanceType(settings.nodes.instanceType)],
      minSize: settings.nodes.min,
      maxSize: settings.nodes.max,
      launchTemplateSpec: { id: template.launchTemplateId ?? '', version: template.versionNumber },
      maxUnavailablePercentage: 33,
      enableNodeAutoRepair: true,
    });
  }

  private addAddons(cluster: Cluster, nodegroup: Nodegroup, { names }: CloudEnvironment): void {
    for (const { name, needsNodes, identity, configuration } of ADDONS) {
      const addon = new CfnAddon(this, `Addon-${name}`, {
        addonName: name,
        clusterName: cluster.clusterName,
        resolveConflicts: 'OVERWRITE',
        ...(configuration && { configurationValues: JSON.stringify(configuration) }),
      });
      // Network and identity are there before the first node asks for them; what runs in pods needs one to become healthy.
      if (needsNodes) addon.node.addDependency(nodegroup);
      else nodegroup.node.addDependency(addon);
      if (identity === undefined) continue;
      const { role, association } = addPodRole(this, `Role-${name}`, {
        roleName: names.role(name),
        description: `The add-on ${name}`,
        clusterName: names.cluster,
        namespace: 'kube-system',
        serviceAccount: identity.serviceAccount,
        statements: [],
        managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(identity.managedPolicy)],
      });
      association.node.addDependency(cluster);
      acknowledgeManagedPolicy(
        role,
        identity.managedPolicy,
        'The policy that AWS keeps for this add-on of its own, which changes with the add-on.',
      );
      addon.node.addDependency(association);
    }
  }

  /** One role that people and the deploy assume: who may is decided by their own rights to assume it. */
  private addOperators(cluster: Cluster, { names }: CloudEnvironment): void {
    const operator = new Role(this, 'Operator', {
      roleName: names.operatorRole,
      description: `Operates the cluster ${names.cluster}`,
      assumedBy: new AccountRootPrincipal(),
    });
    operator.addToPolicy(
      new PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [cluster.clusterArn] }),
    );
    new AccessEntry(this, 'OperatorAccess', {
      cluster,
      principal: operator.roleArn,
      accessPolicies: [
        AccessPolicy.fromAccessPolicyName('AmazonEKSClusterAdminPolicy', {
          accessScopeType: AccessScopeType.CLUSTER,
        }),
      ],
    });
    Tags.of(operator).add('purpose', 'operate');
  }
}
