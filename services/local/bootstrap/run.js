import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { COMPILED_CODE } from './compiled-code.js';
import { fail, findNode, ROOT } from './install.js';

const WRONG_OPTIONS = new URL('wrong-options.js', import.meta.url).href;

/**
 * Runs a TypeScript file on the Node that was brought along, and ends as it ends.
 *
 * @param {string} entry path from the root
 * @param {string[]} args what the file finds behind its name
 */
export function run(entry, args) {
  // The channel tells the program when this process is gone, so that it never stays behind alone.
  const program = spawn(findNode(), ['--import', WRONG_OPTIONS, join(ROOT, entry), ...args], {
    cwd: ROOT,
    env: { ...COMPILED_CODE, ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });

  // Ctrl-C reaches the program by itself, being in the same group; this process only waits for it to end in order.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
  // npm runs this through a shell, and a shell that is told to end does not pass it on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) program.kill('SIGTERM');
  }, 500).unref();
  program.on('error', (error) => fail(`the program did not start: ${error.message}`));
  program.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}
