import { cpus, totalmem, freemem } from 'node:os';
import type { PodRunner } from './pod-runner.ts';
import { processUse } from './process-use.ts';

const MS_PER_SECOND = 1000;

/** The page that a kubelet has for metrics-server: what each container and the node have used. */
export function resourceMetrics(runners: readonly PodRunner[]): string {
  const now = Date.now();
  const rows: string[] = [];
  const row = (name: string, labels: string, value: number, time = now) =>
    void rows.push(`${name}${labels} ${value} ${time}`);
  for (const { pod, pid } of runners) {
    const process = pid();
    const use = process === undefined ? undefined : processUse(process);
    if (!use) continue;
    const { name, namespace } = pod.metadata;
    const ofPod = `{namespace="${namespace}",pod="${name}"}`;
    const ofContainer = `{container="${pod.spec.containers[0].name}",namespace="${namespace}",pod="${name}"}`;
    row('container_cpu_usage_seconds_total', ofContainer, use.cpuSeconds);
    row('container_memory_working_set_bytes', ofContainer, use.memoryBytes);
    row('container_start_time_seconds', ofContainer, startOf(process ?? 0));
    row('pod_cpu_usage_seconds_total', ofPod, use.cpuSeconds);
    row('pod_memory_working_set_bytes', ofPod, use.memoryBytes);
  }
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.sys, 0);
  row('node_cpu_usage_seconds_total', '', busyMs / MS_PER_SECOND);
  row('node_memory_working_set_bytes', '', totalmem() - freemem());
  return `${rows.join('\n')}\n`;
}

const starts = new Map<number, number>();

/** When a process was first seen, in seconds since 1970. */
function startOf(pid: number): number {
  const known = starts.get(pid) ?? Date.now() / MS_PER_SECOND;
  starts.set(pid, known);
  return known;
}
