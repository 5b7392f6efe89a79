import { Stack, type StackProps } from 'aws-cdk-lib';
import { PROCESSES } from '@books/topology/processes';
import type { Construct } from 'constructs';
import { accessStatements } from '../access/access-statements.ts';
import { clusterAutoscalerStatements } from '../access/cluster-autoscaler.ts';
import { loadBalancerControllerStatements } from '../access/load-balancer-controller.ts';
import { serviceAccess } from '../access/service-access.ts';
import type { CloudEnvironment } from '../cloud-environment.ts';
import { acknowledgeWildcards } from '../constructs/acknowledge.ts';
import { addPodRole, type PodRoleProps } from '../constructs/pod-identity.ts';

export type IdentityStackProps = StackProps & { readonly environment: CloudEnvironment };

/** Namespace of what serves the cluster itself. */
const PLATFORM_NAMESPACE = 'kube-system';
const UNKNOWN_IDS =
  'Ids are not known before the things are made; tags, names and conditions keep it to those of this cluster, and only looking is without limit.';

/** A role for each Kubernetes service account that asks AWS for something: the processes and the controllers. */
export class IdentityStack extends Stack {
  readonly #environment: CloudEnvironment;

  constructor(scope: Construct, id: string, { environment, ...props }: IdentityStackProps) {
    super(scope, id, props);
    this.#environment = environment;
    const { names, namespace, ingress, search } = environment;

    for (const { name } of PROCESSES) {
      this.addRole({
        serviceAccount: name,
        namespace,
        description: `Pods of ${name}`,
        statements: accessStatements(this, environment, serviceAccess(name, search)),
        whyWildcards:
          'All objects of one folder of one bucket, or the versions of one index of a search domain.',
      });
    }
    this.addRole({
      serviceAccount: 'aws-load-balancer-controller',
      namespace: PLATFORM_NAMESPACE,
      description: 'Makes load balancers of Ingresses',
      statements: loadBalancerControllerStatements(this, {
        clusterName: names.cluster,
        hasFirewall: ingress.hasFirewall,
      }),
      whyWildcards: UNKNOWN_IDS,
    });
    this.addRole({
      serviceAccount: 'cluster-autoscaler',
      namespace: PLATFORM_NAMESPACE,
      description: 'Adds and removes nodes',
      statements: clusterAutoscalerStatements(this, names.cluster),
      whyWildcards: UNKNOWN_IDS,
    });
  }

  private addRole({
    whyWildcards,
    ...props
  }: Pick<PodRoleProps, 'serviceAccount' | 'namespace' | 'description' | 'statements'> & {
    readonly whyWildcards: string;
  }): void {
    const { names } = this.#environment;
    const { role } = addPodRole(this, props.serviceAccount, {
      ...props,
      roleName: names.role(props.serviceAccount),
      clusterName: names.cluster,
    });
    acknowledgeWildcards(role, props.statements, whyWildcards);
  }
}
