/** An add-on that EKS installs and updates. */
export type ClusterAddon = {
  readonly name: string;
  /** Becomes healthy only when it has a node to run on. */
  readonly needsNodes: boolean;
  /** Rights of its own in AWS. */
  readonly identity?: { readonly serviceAccount: string; readonly managedPolicy: string };
  readonly configuration?: Readonly<Record<string, unknown>>;
};

export const ADDONS: readonly ClusterAddon[] = [
  {
    name: 'vpc-cni',
    needsNodes: false,
    identity: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
    // Network policies of the manifests are obeyed only so.
    configuration: { enableNetworkPolicy: 'true' },
  },
  { name: 'kube-proxy', needsNodes: false },
  { name: 'eks-pod-identity-agent', needsNodes: false },
  { name: 'coredns', needsNodes: true },
  { name: 'metrics-server', needsNodes: true },
  {
    // Volumes of Prometheus.
    name: 'aws-ebs-csi-driver',
    needsNodes: true,
    identity: {
      serviceAccount: 'ebs-csi-controller-sa',
      managedPolicy: 'service-role/AmazonEBSCSIDriverPolicy',
    },
  },
];
