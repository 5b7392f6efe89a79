/** The Kubernetes that everything is made for and tried with: of EKS, of kind and of the proof. */
export const KUBERNETES_MINOR = '1.35';

/** Images of others, by digest. */
export const IMAGES = {
  valkey: 'docker.io/valkey/valkey:8.1-alpine',
  dynamodbLocal: 'docker.io/amazon/dynamodb-local:3.3.0',
} as const;
