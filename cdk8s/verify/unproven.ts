import { IMAGE_ENTRIES } from '@books/bundle/images';

export type Unproven = {
  readonly what: string;
  /** How to find out. */
  readonly commands: readonly string[];
};

const PROCESS_IMAGES = [...IMAGE_ENTRIES.keys()].filter((name) => name !== 'sample-data');

/** What no tier shows. */
export const UNPROVEN: readonly Unproven[] = [
  {
    what: 'The images: that they build for both architectures and run. (Tier 0 starts each bundle in an empty folder, tier 2 runs them all in sandboxes like those of containers.)',
    commands: [
      `for it in ${PROCESS_IMAGES.join(' ')}; do docker buildx build --platform linux/amd64,linux/arm64 -f services/Dockerfile --build-arg SERVICE=$it . || break; done`,
      'docker buildx build -f services/Dockerfile --build-arg SERVICE=sample-data --build-arg WORKSPACE=@books/stack .',
      'docker build -f services/Dockerfile --build-arg SERVICE=bookdetail-api -t books-try . && docker run --rm --read-only --cap-drop ALL --env PORT=x books-try # says that the settings are not valid, ends with 1',
    ],
  },
  {
    what: 'The digests of base images and of DynamoDB Local, Valkey and the kind node: taken from what public repositories pin, not pulled.',
    commands: [
      "grep -hoE '[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}' services/Dockerfile cdk8s/src/versions.ts charts/kind/cluster.yaml | xargs -n 1 docker buildx imagetools inspect",
    ],
  },
  {
    what: 'A kind cluster, Skaffold, Tilt and live update within seconds. (Tier 0 reads skaffold.yaml and the Tiltfile, tier 1 applies the manifests of local.)',
    commands: [
      'charts/kind/create.sh',
      'skaffold dev',
      'curl --fail http://localhost:8080/healthz',
      'tilt up',
      'charts/kind/delete.sh',
    ],
  },
  {
    what: 'The charts of others: that the pinned versions exist and take our values.',
    commands: ['charts/kind/create.sh', 'charts/platform/install.sh local'],
  },
  {
    what: 'The custom resources of Traefik, of the AWS Load Balancer Controller and of the Prometheus operator against their own definitions: tiers 1 and 2 use stand-ins (cdk8s/verify/crds).',
    commands: [
      'CLUSTER_NAME=... AWS_REGION=... VPC_ID=... charts/platform/install.sh dev',
      'npm run synth -- dev && kubectl apply --server-side --validate=strict --dry-run=server -f cdk8s/dist/dev',
    ],
  },
  {
    what: 'EKS, the Application Load Balancer itself and how fast it notices a pod that goes (tier 2 takes 4 s, dev and prod allow 20 s), readiness gates, TLS, the firewall.',
    commands: [
      'npm run deploy -- --env dev',
      'npm run loadtest -- arrival --rate 50 --duration 5m --target https://dev.books.example --consent',
      'kubectl rollout restart deployment --namespace books # while it runs',
    ],
  },
  {
    what: 'NetworkPolicies: that the cluster enforces them. They are accepted as objects only. kind and EKS enforce them.',
    commands: [
      `kubectl --namespace books exec deploy/bookdetail-api -- node -e "require('node:net').connect(6379, 'valkey-queue').on('connect', () => process.exit(1)).setTimeout(3000, () => process.exit(0))" # on kind: ends with 0 when it is closed, as it should be`,
    ],
  },
  {
    what: 'The load test on k6, on a machine or as a Job in the cluster: its scripts are checked by their types and played on stand-ins of k6, its Job by tests. (What was measured was played by the runner on Node.)',
    commands: [
      'npm run loadtest -- smoke --engine k6',
      'npm run loadtest -- smoke --in-cluster local # says what to apply',
    ],
  },
  {
    what: 'EKS Pod Identity and IAM; seccomp profiles and memory limits, which the sandbox of tier 2 does not set.',
    commands: ['npm run deploy -- --env dev', 'kubectl --namespace books top pods --containers'],
  },
];
