import { Stack } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import {
  Role,
  ServicePrincipal,
  SessionTagsPrincipal,
  type IManagedPolicy,
  type PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export type PodRoleProps = {
  readonly roleName: string;
  readonly description: string;
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly statements: readonly PolicyStatement[];
  readonly managedPolicies?: IManagedPolicy[];
};

/**
 * A role for the pods of one service account of one cluster and nobody else. EKS tags a session with where the pod is;
 * the trust asks for these tags, so that no other association can be made with the role.
 */
export function addPodRole(
  scope: Construct,
  id: string,
  props: PodRoleProps,
): { role: Role; association: CfnPodIdentityAssociation } {
  const { clusterName, namespace, serviceAccount } = props;
  const pods = new ServicePrincipal('pods.eks.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': Stack.of(scope).account,
        'aws:RequestTag/eks-cluster-name': clusterName,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
    },
  });
  const role = new Role(scope, id, {
    roleName: props.roleName,
    description: props.description,
    assumedBy: new SessionTagsPrincipal(pods),
    ...(props.managedPolicies && { managedPolicies: props.managedPolicies }),
  });
  for (const statement of props.statements) role.addToPolicy(statement);
  const association = new CfnPodIdentityAssociation(scope, `${id}Identity`, {
    clusterName,
    namespace,
    serviceAccount,
    roleArn: role.roleArn,
  });
  return { role, association };
}
