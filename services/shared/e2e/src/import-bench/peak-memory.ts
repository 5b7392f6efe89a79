import { readFileSync } from 'node:fs';

/** The most resident memory that a process has had since its start, in MB, as Linux tells it. */
export function peakMemoryMb(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
