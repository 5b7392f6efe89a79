import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Lets all threads of a process run on one core only; does nothing where that cannot be done. */
export function pinToCore(pid: number, core: number): void {
  if (availableParallelism() <= core) return;
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
}
