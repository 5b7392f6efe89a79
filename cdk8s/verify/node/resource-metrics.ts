import { readFileSync } from 'node:fs';
import { cpus, totalmem, freemem } from 'node:os';
import type { PodRunner } from './pod-runner.ts';

/** Clock ticks and bytes as the kernel counts them on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const MS_PER_SECOND = 1000;
/** Fields of /proc/PID/stat after the name of the program, counted from the state. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

type ProcessUse = { readonly cpuSeconds: number; readonly memoryBytes: number };

/** What a process has used so far; `undefined` when it is gone. */
function processUse(pid: number): ProcessUse | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryBytes: pages * PAGE_BYTES };
  } catch {
    return undefined;
  }
}

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
