import { readFileSync } from 'node:fs';

/** Clock ticks and bytes as the kernel counts them on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KIB = 1024;
/** Fields of /proc/PID/stat after the name of the program, counted from the state. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

export type ProcessUse = {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  /** The most memory that it has held so far. */
  readonly peakMemoryBytes: number;
};

/** What a process has used so far; `undefined` when it is gone. */
export function processUse(pid: number): ProcessUse | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * BYTES_PER_KIB;
    // A process that has ended and is not yet forgotten has no memory.
    if (!status.includes('VmHWM:')) return undefined;
    return {
      cpuSeconds: ticks / TICKS_PER_SECOND,
      memoryBytes: bytes('VmRSS'),
      peakMemoryBytes: bytes('VmHWM'),
    };
  } catch {
    return undefined;
  }
}
