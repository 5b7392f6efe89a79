/** The Kubernetes that everything is made for and tried with: of EKS, of kind and of the proof. */
export const KUBERNETES_MINOR = '1.35';

/** Images of others, by digest. */
export const IMAGES = {
  valkey:
    'docker.io/valkey/valkey:8.1-alpine@sha256:e0eb7c480958d32bdc4357a74bdd70653ae15f2f9b4c93c4a5a9fad1dc471c84',
  dynamodbLocal:
    'docker.io/amazon/dynamodb-local:3.3.0@sha256:d89f8fcc6b1a39cb35976c248ed42a28c66ae00dc043099210f5571e42648ab4',
  /** By tag, for its digest was not at hand. It runs only where somebody starts a load test. */
  k6: 'docker.io/grafana/k6:2.2.0',
} as const;
