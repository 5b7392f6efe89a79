import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What the Cluster Autoscaler needs: to look at node groups, and to resize those that EKS tagged as this cluster's. */
export function clusterAutoscalerStatements(
  scope: Construct,
  clusterName: string,
): PolicyStatement[] {
  const { partition, region, account } = Stack.of(scope);
  return [
    // Describing cannot be limited to single things.
    new PolicyStatement({
      sid: 'Look',
      actions: [
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeAutoScalingInstances',
        'autoscaling:DescribeLaunchConfigurations',
        'autoscaling:DescribeScalingActivities',
        'autoscaling:DescribeTags',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeLaunchTemplateVersions',
        'ec2:GetInstanceTypesFromInstanceRequirements',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'LookAtNodegroups',
      actions: ['eks:DescribeNodegroup'],
      resources: [`arn:${partition}:eks:${region}:${account}:nodegroup/${clusterName}/*/*`],
    }),
    new PolicyStatement({
      sid: 'Resize',
      actions: [
        'autoscaling:SetDesiredCapacity',
        'autoscaling:TerminateInstanceInAutoScalingGroup',
      ],
      resources: [
        `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/eks-*`,
      ],
      conditions: {
        StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: 'owned' },
      },
    }),
  ];
}
