export type Unproven = {
  readonly what: string;
  /** How to find out. */
  readonly commands: readonly string[];
};

/** What no tier shows. */
export const UNPROVEN: readonly Unproven[] = [
  {
    what: 'The images: that they build for both architectures and run. (That the bundles in them start is shown in tier 0.)',
    commands: [
      'docker buildx build --platform linux/amd64,linux/arm64 -f services/Dockerfile --build-arg SERVICE=search-api .',
      'docker buildx build -f services/Dockerfile --build-arg SERVICE=sample-data --build-arg WORKSPACE=@books/stack .',
    ],
  },
  {
    what: 'The digests of base images and of DynamoDB Local, Valkey and the kind node: taken from what public repositories pin, not pulled.',
    commands: ['docker buildx imagetools inspect <reference>'],
  },
  {
    what: 'A kind cluster, Skaffold, Tilt and live update within seconds.',
    commands: ['charts/kind/create.sh', 'skaffold dev', 'tilt up', 'charts/kind/delete.sh'],
  },
  {
    what: 'The charts of others: that the pinned versions exist and take our values.',
    commands: ['charts/platform/install.sh local'],
  },
  {
    what: 'The custom resources of Traefik, of the AWS Load Balancer Controller and of the Prometheus operator against their own definitions: tiers 1 and 2 use stand-ins (cdk8s/verify/crds).',
    commands: [
      'charts/platform/install.sh dev',
      'kubectl apply --server-side --dry-run=server -f cdk8s/dist/dev',
    ],
  },
  {
    what: 'EKS, the Application Load Balancer itself and how fast it notices a pod that goes, readiness gates, TLS, the firewall.',
    commands: ['npm run deploy -- dev', 'kubectl rollout restart deployment --namespace books'],
  },
  {
    what: 'NetworkPolicies: that the cluster enforces them. They are checked as objects only.',
    commands: [
      'kubectl exec on a pod that may not, in a cluster whose network plugin enforces policies',
    ],
  },
  {
    what: 'EKS Pod Identity and IAM, and seccomp profiles, which the sandbox of tier 2 does not set.',
    commands: ['npm run deploy -- dev'],
  },
];
