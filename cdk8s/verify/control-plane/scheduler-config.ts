import { writeFileSync } from 'node:fs';

/**
 * Writes the scheduler's settings and returns their path: pods are spread as they ask for it, and not by the
 * constraints that the scheduler gives to pods without any, or a manifest that forgot its own would look well.
 */
export function writeSchedulerConfig(path: string, kubeconfig: string): string {
  const config = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: { kubeconfig },
    leaderElection: { leaderElect: false },
    profiles: [
      {
        schedulerName: 'default-scheduler',
        pluginConfig: [
          {
            name: 'PodTopologySpread',
            args: { defaultingType: 'List', defaultConstraints: [] },
          },
        ],
      },
    ],
  };
  writeFileSync(path, JSON.stringify(config, undefined, 2));
  return path;
}
