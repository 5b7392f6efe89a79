import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fail, findNode, ROOT } from './install.js';

/**
 * Runs a TypeScript file on the Node that was brought along, and ends as it ends.
 *
 * @param {string} entry path from the root
 */
export function run(entry) {
  // The channel tells the product when this process is gone, so that it never stays behind alone.
  const product = spawn(findNode(), [join(ROOT, entry), ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });

  // Ctrl-C reaches the product by itself, being in the same group; this process only waits for it to end in order.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => product.kill(signal));
  // npm runs this through a shell, and a shell that is told to end does not pass it on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) product.kill('SIGTERM');
  }, 500).unref();
  product.on('error', (error) => fail(`the product did not start: ${error.message}`));
  product.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}
