// Installs what is missing before anything else runs. Plain JavaScript that Node 20 understands, since the Node that
// the product needs is among the things to install.
//
//   node services/local/bootstrap/install.js [--everything]
//
// Without the flag only what `npm start` needs is installed; with it the tools for checks and tests as well.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The oldest Node that runs our TypeScript as it is. */
const OLDEST_NODE = [24, 12];
/** What was installed, and from which lock file. */
const MARKER = join(ROOT, 'node_modules/.books-installed.json');

/** Ends the process with a sentence for people. */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/**
 * Makes `node_modules` match the lock file.
 *
 * @param {'product' | 'everything'} scope
 */
export function ensureInstalled(scope) {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const installed = readMarker();
  const isThere =
    installed.lockHash === lockHash &&
    (installed.scope === scope || installed.scope === 'everything');
  if (isThere) return;
  process.stderr.write(
    scope === 'product'
      ? 'Installing what the product needs (only when something has changed) ...\n'
      : 'Installing everything for checks and tests (only when something has changed) ...\n',
  );
  const workspace = scope === 'product' ? ['--workspace', '@books/local'] : [];
  const result = runNpm(['ci', ...workspace, '--loglevel', 'error', '--no-audit', '--no-fund']);
  if (result.status !== 0) {
    fail('npm could not install the packages, see above. Is there a way to the npm registry?');
  }
  writeFileSync(MARKER, JSON.stringify({ lockHash, scope }));
}

/** Path of a Node that is new enough. Ends the process with a clear message when there is none. */
export function findNode() {
  const brought = join(
    ROOT,
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  for (const candidate of [brought, process.execPath]) {
    if (existsSync(candidate) && isNewEnough(candidate)) return candidate;
  }
  return fail(
    `Node ${OLDEST_NODE.join('.')} or later is needed. The package that brings it did not install on this machine ` +
      `(${process.platform} ${process.arch}), and your own Node is ${process.version}: install Node 24 and try again.`,
  );
}

function isNewEnough(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = (stdout ?? '').trim().replace('v', '').split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function runNpm(args) {
  // npm tells its scripts where it is; run by hand, the shell has to find it.
  const npm = process.env.npm_execpath;
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] };
  return npm !== undefined && npm.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function readMarker() {
  try {
    return JSON.parse(readFileSync(MARKER, 'utf8'));
  } catch {
    return {}; // nothing installed yet, or not by us
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled(process.argv.includes('--everything') ? 'everything' : 'product');
}
