// Runs a TypeScript file of ours on the Node that it needs, from a fresh clone as well:
//
//   node services/local/bootstrap/command.js [--everything] FILE [ARGUMENT ...]
//
// Without the flag only what `npm start` needs is installed first.

import { ensureInstalled, fail } from './install.js';
import { run } from './run.js';

const words = process.argv.slice(2);
const isEverything = words[0] === '--everything';
const [file, ...args] = isEverything ? words.slice(1) : words;
if (file === undefined) fail('which file? See the top of services/local/bootstrap/command.js.');
ensureInstalled(isEverything ? 'everything' : 'product');
run(file, args);
