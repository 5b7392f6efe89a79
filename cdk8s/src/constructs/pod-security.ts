import type { k8s } from 'cdk8s-plus-28';

/** The user `nonroot` of the distroless images. */
export const NON_ROOT_ID = 65_532;

/** What the restricted Pod Security Standard asks of a pod. */
export const RESTRICTED_POD: k8s.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: NON_ROOT_ID,
  runAsGroup: NON_ROOT_ID,
  fsGroup: NON_ROOT_ID,
  // Volumes with many files are not gone through again at each start.
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What it asks of a container, and a root file system that nobody can write to. */
export function restrictedContainer({
  hasReadOnlyRoot,
}: {
  readonly hasReadOnlyRoot: boolean;
}): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: hasReadOnlyRoot,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
