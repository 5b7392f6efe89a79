import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** How the controller marks what it makes; its value is the cluster's name. */
const OWNER_TAG = 'elbv2.k8s.aws/cluster';

export type ControllerStatementsOptions = {
  readonly clusterName: string;
  /** Whether load balancers get a web ACL. */
  readonly hasFirewall: boolean;
};

/**
 * What the AWS Load Balancer Controller needs for Ingresses with targets by IP: to look at everything, to make things
 * that carry its tag, and to change only those. Narrower than the policy its manual gives, which serves every feature.
 */
export function loadBalancerControllerStatements(
  scope: Construct,
  { clusterName, hasFirewall }: ControllerStatementsOptions,
): PolicyStatement[] {
  const { partition, region, account } = Stack.of(scope);
  const elb = (resource: string) =>
    `arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
  const owned = { StringEquals: { [`aws:ResourceTag/${OWNER_TAG}`]: clusterName } };
  const toBeOwned = { StringEquals: { [`aws:RequestTag/${OWNER_TAG}`]: clusterName } };
  // Names that the controller gives.
  const loadBalancers = elb('loadbalancer/app/k8s-*/*');
  const listeners = elb('listener/app/k8s-*/*/*');
  const rules = elb('listener-rule/app/k8s-*/*/*/*');
  const targetGroups = elb('targetgroup/k8s-*/*');

  return [
    // Describing cannot be limited to single things.
    new PolicyStatement({
      sid: 'Look',
      actions: [
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstances',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeTags',
        'ec2:DescribeVpcs',
        'ec2:GetSecurityGroupsForVpc',
        'elasticloadbalancing:DescribeListenerAttributes',
        'elasticloadbalancing:DescribeListenerCertificates',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeSSLPolicies',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
        'elasticloadbalancing:DescribeCapacityReservation',
        'acm:ListCertificates',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'ReadCertificates',
      actions: ['acm:DescribeCertificate'],
      resources: [`arn:${partition}:acm:${region}:${account}:certificate/*`],
    }),
    new PolicyStatement({
      sid: 'FirstLoadBalancerOfTheAccount',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [
        `arn:${partition}:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*`,
      ],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    }),
    new PolicyStatement({
      sid: 'MakeSecurityGroups',
      actions: ['ec2:CreateSecurityGroup'],
      resources: [ec2('security-group/*'), ec2('vpc/*')],
    }),
    new PolicyStatement({
      sid: 'TagNewSecurityGroups',
      actions: ['ec2:CreateTags'],
      resources: [ec2('security-group/*')],
      conditions: {
        StringEquals: {
          'ec2:CreateAction': 'CreateSecurityGroup',
          [`aws:RequestTag/${OWNER_TAG}`]: clusterName,
        },
      },
    }),
    new PolicyStatement({
      sid: 'KeepOwnSecurityGroups',
      actions: [
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:CreateTags',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteTags',
        'ec2:RevokeSecurityGroupIngress',
      ],
      resources: [ec2('security-group/*')],
      conditions: owned,
    }),
    // The cluster's group lets the load balancer through to the pods.
    new PolicyStatement({
      sid: 'OpenTheNodes',
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [ec2('security-group/*')],
      conditions: {
        StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: 'owned' },
      },
    }),
    new PolicyStatement({
      sid: 'Make',
      actions: [
        'elasticloadbalancing:CreateLoadBalancer',
        'elasticloadbalancing:CreateTargetGroup',
      ],
      resources: [loadBalancers, targetGroups],
      conditions: toBeOwned,
    }),
    new PolicyStatement({
      sid: 'TagNew',
      actions: ['elasticloadbalancing:AddTags'],
      resources: [loadBalancers, targetGroups, listeners, rules],
      conditions: {
        StringEquals: {
          'elasticloadbalancing:CreateAction': [
            'CreateLoadBalancer',
            'CreateTargetGroup',
            'CreateListener',
            'CreateRule',
          ],
          [`aws:RequestTag/${OWNER_TAG}`]: clusterName,
        },
      },
    }),
    new PolicyStatement({
      sid: 'KeepOwn',
      actions: [
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:RemoveTags',
        'elasticloadbalancing:DeleteLoadBalancer',
        'elasticloadbalancing:DeleteTargetGroup',
        'elasticloadbalancing:DeregisterTargets',
        'elasticloadbalancing:ModifyLoadBalancerAttributes',
        'elasticloadbalancing:ModifyTargetGroup',
        'elasticloadbalancing:ModifyTargetGroupAttributes',
        'elasticloadbalancing:RegisterTargets',
        'elasticloadbalancing:SetIpAddressType',
        'elasticloadbalancing:SetSecurityGroups',
        'elasticloadbalancing:SetSubnets',
        ...(hasFirewall ? ['elasticloadbalancing:SetWebAcl'] : []),
      ],
      resources: [loadBalancers, targetGroups],
      conditions: owned,
    }),
    new PolicyStatement({
      sid: 'Listen',
      actions: [
        'elasticloadbalancing:AddListenerCertificates',
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:CreateListener',
        'elasticloadbalancing:CreateRule',
        'elasticloadbalancing:DeleteListener',
        'elasticloadbalancing:DeleteRule',
        'elasticloadbalancing:ModifyListener',
        'elasticloadbalancing:ModifyListenerAttributes',
        'elasticloadbalancing:ModifyRule',
        'elasticloadbalancing:RemoveListenerCertificates',
        'elasticloadbalancing:RemoveTags',
        'elasticloadbalancing:SetRulePriorities',
      ],
      resources: [loadBalancers, listeners, rules],
    }),
    ...(hasFirewall
      ? [
          new PolicyStatement({
            sid: 'PutBehindTheFirewall',
            actions: [
              'wafv2:AssociateWebACL',
              'wafv2:DisassociateWebACL',
              'wafv2:GetWebACL',
              'wafv2:GetWebACLForResource',
            ],
            resources: [
              `arn:${partition}:wafv2:${region}:${account}:regional/webacl/${clusterName}/*`,
              loadBalancers,
            ],
          }),
        ]
      : []),
  ];
}
