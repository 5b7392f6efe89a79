import type { RunningNode } from './kubelet.ts';
import { processUse } from './process-use.ts';

export type MemoryPeaks = {
  /** The most memory that any pod of a container's name has held, in bytes. */
  bytes(): ReadonlyMap<string, number>;
  stop(): void;
};

const EVERY_MS = 2000;

/** Looks again and again how much memory the pods have held; the kernel keeps each process's peak in between. */
export function followMemoryPeaks(nodes: readonly RunningNode[]): MemoryPeaks {
  const peaks = new Map<string, number>();
  const look = () => {
    for (const { pod, pid } of nodes.flatMap((node) => node.runners())) {
      const program = pid();
      const use = program === undefined ? undefined : processUse(program);
      const { name } = pod.spec.containers[0];
      if (use) peaks.set(name, Math.max(peaks.get(name) ?? 0, use.peakMemoryBytes));
    }
  };
  const looking = setInterval(look, EVERY_MS);
  return {
    bytes() {
      look();
      return peaks;
    },
    stop: () => clearInterval(looking),
  };
}
