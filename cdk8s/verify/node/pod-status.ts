import type { ApiClient } from '../control-plane/api-client.ts';
import { podPath, type Pod } from './pod.ts';

/** What a pod's only container does. */
export type ContainerState =
  | { readonly kind: 'running'; readonly startedAt: Date }
  | { readonly kind: 'terminated'; readonly exitCode: number; readonly startedAt: Date };

export type PodState = {
  readonly phase: 'Running' | 'Succeeded' | 'Failed';
  readonly address: string;
  readonly hostAddress: string;
  readonly container: ContainerState;
  readonly restartCount: number;
  readonly isStarted: boolean;
  readonly isReady: boolean;
};

/** Tells the API server how a pod is. */
export async function writePodStatus(api: ApiClient, pod: Pod, state: PodState): Promise<void> {
  const now = new Date().toISOString();
  const { container: stateOfContainer, isReady, isStarted, restartCount } = state;
  const startedAt = stateOfContainer.startedAt.toISOString();
  const condition = (type: string, holds: boolean) => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: now,
  });
  const [container] = pod.spec.containers;
  await api.patch(
    `${podPath(pod)}/status`,
    {
      // The pod that is meant, and not another of its name.
      metadata: { uid: pod.metadata.uid },
      status: {
        phase: state.phase,
        podIP: state.address,
        podIPs: [{ ip: state.address }],
        hostIP: state.hostAddress,
        startTime: startedAt,
        conditions: [
          condition('Initialized', true),
          condition('ContainersReady', isReady),
          condition('Ready', isReady),
        ],
        containerStatuses: [
          {
            name: container.name,
            image: container.image,
            imageID: container.image,
            containerID: `bwrap://${pod.metadata.uid}`,
            ready: isReady,
            started: isStarted,
            restartCount,
            state:
              stateOfContainer.kind === 'running'
                ? { running: { startedAt } }
                : {
                    terminated: {
                      exitCode: stateOfContainer.exitCode,
                      startedAt,
                      finishedAt: now,
                      reason: stateOfContainer.exitCode === 0 ? 'Completed' : 'Error',
                    },
                  },
          },
        ],
      },
    },
    'strategic-merge',
  );
}
