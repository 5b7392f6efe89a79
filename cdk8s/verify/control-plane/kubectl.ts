import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type CommandResult = {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
};

/** Runs a kubectl command and never throws for its status. */
export type Kubectl = (...args: string[]) => Promise<CommandResult>;

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

export function createKubectl(program: string, kubeconfig: string): Kubectl {
  return (...args) => runCommand(program, ['--kubeconfig', kubeconfig, ...args]);
}

/** @throws Error only when the program cannot be started */
export async function runCommand(program: string, args: readonly string[]): Promise<CommandResult> {
  try {
    const { stdout, stderr } = await run(program, args, { maxBuffer: MAX_OUTPUT_BYTES });
    return { status: 0, output: stdout, errors: stderr };
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'number' &&
      'stdout' in error &&
      'stderr' in error
    )
      return { status: error.code, output: String(error.stdout), errors: String(error.stderr) };
    throw error;
  }
}

/** @throws Error with what the command said when it failed */
export function succeeded({ status, output, errors }: CommandResult): string {
  if (status !== 0) throw new Error(errors.trim() || output.trim());
  return output;
}
